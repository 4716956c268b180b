import { languages, workspace, type TextDocument, type Uri } from 'vscode';

const LANGUAGES = ['dockerfile', 'dockercompose', 'yaml', 'helm', 'helm-template'];

/** Names that are ours whatever language the editor takes them for. */
const PATTERN = '**/{{Docker,Container}file,{Docker,Container}file[.-]*,*.{docker,container}file,.breakwater.yaml}';

/** Where people edit: files, texts without a name yet, remote repositories. Not the old side of a comparison. */
const SCHEMES = ['file', 'untitled', 'vscode-vfs'];

/** The documents the server is told of. It works out by itself which of them it checks. */
export const SELECTOR: ({ scheme: string; language: string } | { scheme: string; pattern: string })[] = SCHEMES.flatMap(
  (scheme) => [...LANGUAGES.map((language) => ({ scheme, language })), { scheme, pattern: PATTERN }],
);

/** Whether a document may be one of ours, as far as its name and language tell, and is wanted. */
export const wanted = (document: TextDocument): boolean => languages.match(SELECTOR, document) > 0 && switchedOn(document.uri);

/** Whether the settings want this resource checked at all. */
export const switchedOn = (uri: Uri): boolean =>
  workspace.getConfiguration('breakwater', uri).get('enable', true) && runOf(uri) !== 'off';

/** When the settings want this resource checked. */
export const runOf = (uri: Uri): 'onType' | 'onSave' | 'off' =>
  workspace.getConfiguration('breakwater', uri).get('run', 'onType');
