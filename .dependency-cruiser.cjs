/** Which folder may import which. `npm run check` fails when an import points the wrong way. */
const ours = '^(client|server|rules|test|bench|scripts)/';
const only = (from, ...to) => ({
  name: `${from} imports only ${['itself', ...to].join(', ')}`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: ours, pathNot: [from, ...to].map((place) => `^${place}(/|\\.ts$)`) },
});

module.exports = {
  forbidden: [
    only('rules/model'),
    only('rules/facts', 'rules/model'),
    only('rules/engine', 'rules/model', 'rules/facts', 'rules/safeguards'),
    only('server', 'rules'),
    only('client'),
    {
      name: 'a rule imports the model, the engine and facts, and no other rule',
      severity: 'error',
      from: { path: '^rules/(?!model/|engine/|facts/)[^/]+/' },
      to: { path: ours, pathNot: '^rules/(model|engine|facts)/' },
    },
    {
      name: 'rules never touch Node, the editor or the disk',
      severity: 'error',
      from: { path: '^rules/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the editor is known to the client alone',
      severity: 'error',
      from: { pathNot: '^(client|test/vscode|bench/activation)/' },
      to: { path: '^vscode$' },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.cjs'] },
  },
};
