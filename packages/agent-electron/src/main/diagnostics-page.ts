import { createHash } from 'node:crypto';

const CSS = `
:root { color-scheme: light dark;
  --surface: #f7f7f8; --panel: #ffffff; --text: #1d1f23; --muted: #555a63; --border: #d9dbe0;
  --accent: #175284; --on-accent: #ffffff; --warning: #8a4f0d; --danger: #9b1c18;
  font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif; }
@media (prefers-color-scheme: dark) { :root {
  --surface: #1b1d21; --panel: #25282e; --text: #eef0f3; --muted: #b3b8c1; --border: #3c4149;
  --accent: #6fb4ee; --on-accent: #15171a; --warning: #f1d187; --danger: #ff8b94; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--text); }
h1, h2, p, dl, dd, pre { margin: 0; }
header { display: flex; flex-wrap: wrap; gap: .5em 1em; align-items: center; padding: .9em 1.2em;
  background: var(--panel); border-block-end: 1px solid var(--border); }
@media (min-height: 420px) { header { position: sticky; inset-block-start: 0; z-index: 1; } }
h1 { font-size: 1.15em; font-weight: 650; flex: 1 1 14em; min-inline-size: 0; overflow-wrap: anywhere; }
h1 small { display: block; font-size: .8em; font-weight: 400; color: var(--muted); }
.actions { display: flex; flex-wrap: wrap; gap: .5em; align-items: center; }
#said { flex: 1 1 100%; color: var(--muted); overflow-wrap: anywhere; }
/* Always there, or readers of the screen would not hear what comes into it. */
#said:empty { margin-block-start: -.5em; }
#said.failed { color: var(--danger); }
button { font: inherit; font-weight: 550; padding: .4em .95em; min-block-size: 2.3em; cursor: pointer;
  color: inherit; background: none; border: 1px solid var(--border); border-radius: 7px; }
button:hover { background: color-mix(in srgb, var(--text) 7%, transparent); }
button.primary { background: var(--accent); border-color: transparent; color: var(--on-accent); }
button.primary:hover { filter: brightness(1.1); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1em; padding: 1.2em; max-inline-size: 70em; margin-inline: auto; }
.summary { font-size: 1.04em; overflow-wrap: anywhere; }
section { background: var(--panel); border: 1px solid var(--border); border-radius: 10px; padding: .9em 1.1em 1em; }
h2 { font-size: .95em; font-weight: 650; margin-block-end: .5em; }
dl { display: grid; grid-template-columns: minmax(8em, 12em) minmax(0, 1fr); gap: .3em 1em; }
dt { color: var(--muted); }
dd { overflow-wrap: anywhere; }
dd small { display: block; color: var(--muted); font-size: .92em; }
.warns { color: var(--warning); font-weight: 550; }
.warns::before { content: '\\26A0\\FE0E  '; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; inline-size: 100%; margin-block-start: .7em; }
th, td { text-align: start; vertical-align: top; padding-block: .35em; padding-inline: 0 .9em;
  border-block-start: 1px solid var(--border); white-space: nowrap; }
td:last-child, th:last-child { white-space: normal; inline-size: 99%; min-inline-size: 8em; padding-inline-end: 0; }
th { font-weight: 550; }
thead th { color: var(--muted); font-weight: 400; border: 0; }
.none { color: var(--muted); }
.log { font: .86em/1.5 ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; max-block-size: 24em; overflow-y: auto; user-select: text; }
@media (max-width: 430px) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-block-end: .5em; }
  main { padding: .7em; } header { padding: .7em; } }
@media (forced-colors: active) { button, section { border-color: CanvasText; } }
`;

const HEAD = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${createHash('sha256').update(CSS).digest('base64')}'; base-uri 'none'; form-action 'none'">`;

const BODY = `<header><h1 id="title"></h1>
<div class="actions"><button type="button" id="copy" class="primary">Copy</button><button type="button" id="save">Save…</button></div>
<p id="said" role="status"></p></header>
<main><p id="summary" class="summary"></p></main>`;

const HTML = `<!doctype html><html lang="en" dir="ltr"><head>${HEAD}<title>Update diagnostics</title><style>${CSS}</style></head><body>${BODY}</body></html>`;

/**
 * The page of the diagnostics window: no data and no script in it, and none may come in. What it shows is put there as
 * text by its preload. It is an address and not a file, so that apps which bundle have one file less to copy.
 */
export const DIAGNOSTICS_PAGE: string = `data:text/html;charset=utf-8;base64,${Buffer.from(HTML).toString('base64')}`;
