// Finds the prose of a document and of a source file: paragraphs, each with the line where it begins. Tables, code,
// headings and generated parts are left out. Each item of a list is a paragraph of its own.

/** Joins lines into paragraphs. `null` ends a paragraph; `begins` says that the line begins one. */
function paragraphs(lines) {
  const found = [];
  let open;
  for (const [line, text, begins] of lines) {
    if (text === null) open = undefined;
    else if (open === undefined || begins) {
      open = { line, text };
      found.push(open);
    } else open.text += ` ${text}`;
  }
  return found;
}

const ITEM = /^\s*(?:[-*+•]|\d+[.)]|@(?:param|returns?|throws))\s+/;
/** A row of a table, a heading, a rule, or HTML. */
const NO_PROSE = /^\s*(?:\||#+ |---|<!?[-/a-z])/;

/** A line as `paragraphs` takes it. */
const prose = (line, text) =>
  text.trim() === '' || NO_PROSE.test(text) ? [line, null] : [line, text.replace(ITEM, '').trim(), ITEM.test(text)];

export function proseOfDocument(document) {
  const lines = [];
  let code = false;
  let generated = false;
  for (const [i, text] of document.split('\n').entries()) {
    const fence = text.trimStart().startsWith('```');
    if (fence) code = !code;
    if (/<!-- \/?generated:/.test(text)) generated = !text.includes('/generated:');
    const indented = text.startsWith('    ') && (lines.at(-1) ?? [0, null])[1] === null;
    lines.push(fence || code || generated || indented ? [i + 1, null] : prose(i + 1, text));
  }
  return paragraphs(lines);
}

/** Lines of a comment that show something: formulas, layouts and columns. */
const SHOWN = /^\s{3,}\S|\S {2,}\S|[─▶│└├]|^\s*(?:biome-|#)/;

/** Code without quotes in it, or with whole strings; then `//` or `/*`, and what the comment says. */
const COMMENT = /^((?:[^'"`]|'[^']*'|"[^"]*"|`[^`]*`)*?)(?<!\S)(\/\/+|\/\*+)(?: |(?=\*\/)|$)(.*)$/;

/** Comments of TypeScript, AssemblyScript, JavaScript, C, C++ and Java, alone on their lines or after code. */
export function proseOfSource(source) {
  const lines = [];
  let block = false;
  /** Column of the previous line's `//`. Another one below it continues the comment. */
  let column = -1;
  /** True inside a list's item: indented lines belong to it. */
  let item = false;
  for (const [i, text] of source.split('\n').entries()) {
    const [, code, mark, first] = (block ? null : COMMENT.exec(text)) ?? [];
    const said = block ? text.replace(/^\s*\*(?!\/) ?/, '') : first;
    const at = mark?.startsWith('//') ? code.length : -1;
    const goesOn = block || (at !== -1 && at === column && code.trim() === '');
    if (!goesOn || said === undefined) {
      lines.push([i + 1, null]);
      item = false;
    }
    if (said !== undefined) {
      const shown = said.replace(/\s*\*\/.*$/, '');
      const line = SHOWN.test(shown) || (!item && /^ {2,}\S/.test(shown)) ? [i + 1, null] : prose(i + 1, shown);
      item = line[1] !== null && (item || ITEM.test(shown));
      lines.push(line);
    }
    block = (block || mark?.startsWith('/*') === true) && !said.includes('*/');
    column = at;
  }
  return paragraphs(lines);
}
