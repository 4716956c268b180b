/** How the report looks. Every pair of text and ground has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), in light and in dark. */
export const style = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --quiet: #4c5560; --line: #d0d7de; --soft: #f3f5f7;
  --error: #b3261e; --warning: #8a5300; --info: #0a5ba8; --mark: #ffe8a3; --link: #0a5ba8; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --text: #e6e9ed; --quiet: #aab3bd; --line: #3a424c; --soft: #1e2329;
  --error: #ff8a80; --warning: #f2b84b; --info: #7cb8f5; --mark: #5c4a00; --link: #7cb8f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.75rem; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
a { color: var(--link); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: .75rem 2rem; margin: 0; }
.facts dt { font-weight: 600; color: var(--quiet); font-size: .875rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
nav { margin-top: 1.5rem; padding: .75rem 1rem; background: var(--soft); border-radius: 6px; }
nav ul { margin: 0; padding-left: 1.25rem; columns: 2 22rem; }
ul.plain { list-style: none; margin: 0; padding: 0; }
code, pre { font: .875em/1.45 ui-monospace, SFMono-Regular, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
pre { margin: .25rem 0 .5rem; padding: .5rem .75rem; background: var(--soft); border-radius: 4px; white-space: pre-wrap; }
mark { background: var(--mark); color: inherit; text-decoration: underline; }
.quiet { color: var(--quiet); font-size: .9375rem; }
.findings { padding-left: 1.5rem; }
.findings > li { margin: 1rem 0; break-inside: avoid; }
.findings p { margin: .25rem 0; } .place { color: var(--quiet); margin-right: .5rem; }
.severity { display: inline-block; min-width: 4.5rem; padding: 0 .4rem; border: 1px solid currentColor; border-radius: 4px;
  font-size: .8125rem; font-weight: 600; text-align: center; }
.severity.error { color: var(--error); } .severity.warning { color: var(--warning); } .severity.info { color: var(--info); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--soft); }
tbody th { font-weight: 500; }
figure { margin: 0; } figcaption { color: var(--quiet); font-size: .9375rem; }
.chart { width: 100%; height: auto; } .chart .label { fill: var(--text); font: 13px system-ui, "Segoe UI", Arial, sans-serif; }
.bar { stroke: var(--ground); stroke-width: 1; }
.bar.error { fill: var(--error); } .bar.warning { fill: var(--warning); fill-opacity: .75; } .bar.info { fill: var(--info); fill-opacity: .5; }
footer { margin-top: 2rem; font-size: .9375rem; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } nav { display: none; } a { color: inherit; text-decoration: none; }
  h2 { break-after: avoid; } .scroll { overflow: visible; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;
