const LIGHT = `
  color-scheme: light;
  --pg-surface: var(--phasegate-surface, #ffffff);
  --pg-text: var(--phasegate-text, #1d1f23);
  --pg-muted: var(--phasegate-muted, #555a63);
  --pg-border: var(--phasegate-border, #d9dbe0);
  --pg-info: var(--phasegate-info, #175284);
  --pg-success: var(--phasegate-success, #19825f);
  --pg-warning: var(--phasegate-warning, #965913);
  --pg-danger: var(--phasegate-danger, #7e1613);
  --pg-on-accent: var(--phasegate-on-accent, #ffffff);
  --pg-backdrop: var(--phasegate-backdrop, rgb(14 16 20 / 48%));
  --pg-shadow: var(--phasegate-shadow, 0 1px 2px rgb(20 22 26 / 8%), 0 6px 20px rgb(20 22 26 / 7%));
`;

const DARK = `
  color-scheme: dark;
  --pg-surface: var(--phasegate-surface, #25282e);
  --pg-text: var(--phasegate-text, #eef0f3);
  --pg-muted: var(--phasegate-muted, #b3b8c1);
  --pg-border: var(--phasegate-border, #3c4149);
  --pg-info: var(--phasegate-info, #6fb4ee);
  --pg-success: var(--phasegate-success, #6beada);
  --pg-warning: var(--phasegate-warning, #f1d187);
  --pg-danger: var(--phasegate-danger, #ff8b94);
  --pg-on-accent: var(--phasegate-on-accent, #15171a);
  --pg-backdrop: var(--phasegate-backdrop, rgb(4 5 7 / 66%));
  --pg-shadow: var(--phasegate-shadow, 0 1px 2px rgb(0 0 0 / 35%), 0 8px 24px rgb(0 0 0 / 30%));
`;

const CSS = `
:host { display: block; ${LIGHT}
  font: var(--phasegate-font, 14px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif);
}
@media (prefers-color-scheme: dark) { :host(:not([theme='light'])) { ${DARK} } }
:host([theme='dark']) { ${DARK} }
:host([hidden]) { display: none; }
:host([placement='dialog']) :is([role='status'], [role='alert']) { display: none; }

* { box-sizing: border-box; }
[hidden] { display: none !important; }
.text:focus, dialog:focus { outline: none; }
p { margin: 0; }
.card { --pg-tone: var(--pg-info); --pg-deed: var(--phasegate-accent, var(--pg-tone)); color: var(--pg-text); background: var(--pg-surface); }
.card.success { --pg-tone: var(--pg-success); }
.card.warning { --pg-tone: var(--pg-warning); }
.card.danger { --pg-tone: var(--pg-danger); }
svg { inline-size: 1.5em; block-size: 1.5em; flex: none; fill: none; stroke: var(--pg-tone);
  stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.text { flex: 1 1 min(22em, calc(100% - 2.6em)); min-inline-size: 0; overflow-wrap: anywhere; }
.title { font-weight: 650; font-size: 1.04em; }
.body { display: grid; gap: .15em; margin-block-start: .15em; }
.line { color: var(--pg-muted); max-inline-size: 72ch; }

.banner, .menu { display: flex; flex-wrap: wrap; align-items: flex-start; gap: .6em .9em;
  margin: var(--phasegate-margin, .75em); padding: .85em 1em; border: 1px solid var(--pg-border);
  border-inline-start: 4px solid var(--pg-tone); border-radius: var(--phasegate-radius, 10px);
  box-shadow: var(--pg-shadow); max-block-size: min(80vh, max(50vh, 20em)); overflow: auto; }
/* Buttons and form stand under the words that they belong to, where there is room; else they take all there is. */
@media (min-width: 480px) {
  .banner, .menu { position: relative; padding-inline-start: 3.4em; }
  :is(.banner, .menu) > svg { position: absolute; inset-block-start: .85em; inset-inline-start: 1em; }
}
@media (max-width: 479.9px) { :is(.actions, .answer) > * { flex-grow: 1; } }
.banner { animation: arrive .18s ease-out; }
.menu { box-shadow: none; margin: var(--phasegate-margin, 0); }
.banner .actions, .menu .actions { display: flex; flex-wrap: wrap; gap: .5em; align-items: center; align-self: center;
  max-inline-size: 100%; }

dialog { inline-size: min(40em, calc(100vw - 3em)); max-block-size: calc(100vh - 3em); padding: 0; border: 0;
  border-radius: calc(var(--phasegate-radius, 10px) + 4px); background: none; color: inherit;
  font: inherit; overflow: auto; box-shadow: 0 24px 70px rgb(10 12 16 / 35%); }
dialog[open] { animation: arrive .18s ease-out; }
/* Before Chromium 122 a backdrop inherits nothing, so that there it has this colour. */
dialog::backdrop { background: var(--pg-backdrop, rgb(14 16 20 / 48%)); }
.dialog { display: grid; grid-template-columns: auto 1fr; gap: 0 1em; padding: 1.5em 1.6em 1.3em;
  border: 1px solid var(--pg-border); border-block-start: 4px solid var(--pg-tone); border-radius: inherit; }
.dialog svg { inline-size: 2em; block-size: 2em; }
.dialog .title { font-size: 1.22em; line-height: 1.3; text-wrap: balance; padding-block-start: .15em; }
.dialog .body { gap: .5em; margin-block-start: .6em; }
.dialog .line:first-child { color: var(--pg-text); font-size: 1.04em; }
.dialog .actions { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: .6em; justify-content: flex-end;
  align-items: center; margin-block-start: 1.4em; }
/* What is asked stays in view while its reasons are scrolled, where there is room for both. */
@media (min-height: 340px) {
  .dialog .actions { position: sticky; inset-block-end: 0; background: var(--pg-surface); margin-block: .5em -1.3em;
    padding-block: .9em 1.3em; }
}
.dialog .link + :not(.link) { margin-inline-start: auto; }
.dialog .link:first-child { margin-inline-start: -.5em; }
.content { border-radius: inherit; }
.close { position: absolute; inset-block-start: .9em; inset-inline-end: .9em; font-size: .86em; padding: .1em .6em;
  min-block-size: 2em; border-radius: 6px; color: var(--pg-muted); }
dialog:has(> .close) .title { padding-inline-end: 3.2em; }
/* In line with the title and with the buttons under it, where the title has room for both. */
@media (min-width: 480px) {
  .close { inset-block-start: 2.1em; inset-inline-end: 1.95em; }
  dialog:has(> .close) .title { padding-inline-end: 5em; }
}

button { font: inherit; font-weight: 550; color: inherit; border-radius: calc(var(--phasegate-radius, 10px) - 3px);
  border: 1px solid transparent; padding: .42em .95em; min-block-size: 2.3em; cursor: pointer; background: none;
  max-inline-size: 100%; }
.primary { background: var(--pg-deed); color: var(--pg-on-accent); }
.primary:hover { background: color-mix(in srgb, var(--pg-deed), var(--pg-text) 16%); }
.primary[aria-disabled='true'] { opacity: .55; cursor: default; }
.secondary { border-color: color-mix(in srgb, var(--pg-tone) 65%, transparent); }
.secondary:hover { background: color-mix(in srgb, var(--pg-tone) 15%, transparent); }
.quiet { border-color: var(--pg-border); }
.quiet:hover { background: color-mix(in srgb, var(--pg-text) 7%, transparent); }
.link { padding-inline: .5em; color: var(--pg-text); text-decoration: underline; text-underline-offset: .2em;
  text-decoration-color: var(--pg-muted); }
.link:hover { text-decoration-color: currentcolor; }
.host { font-weight: 400; color: var(--pg-muted); font-size: .92em; }

.when { flex: 1 1 100%; display: grid; gap: .4em; min-inline-size: 0; }
.when label { font-weight: 550; }
.answer { display: flex; flex-wrap: wrap; gap: .5em; align-items: center; }
.hint { color: var(--pg-muted); font-size: .92em; }
.hint[role='alert'] { color: var(--pg-text); font-weight: 550; }
input { font: inherit; color: inherit; background: var(--pg-surface); border: 1px solid var(--pg-muted);
  border-radius: calc(var(--phasegate-radius, 10px) - 3px); padding: .3em .7em; min-block-size: 2.3em; min-inline-size: 0;
  max-inline-size: 100%; font-variant-numeric: tabular-nums; }
input[aria-invalid='true'] { border-color: var(--pg-danger); box-shadow: 0 0 0 1px var(--pg-danger); }
.dialog .when { grid-column: 2; margin-block-start: 1.2em; }

:is(button, input):focus-visible { outline: 2px solid var(--phasegate-focus, var(--pg-info)); outline-offset: 2px; }

.progress { margin-block-start: .6em; max-inline-size: 40em; }
.bar { block-size: 6px; border-radius: 3px; overflow: hidden;
  background: color-mix(in srgb, var(--pg-text) 13%, transparent); }
.fill { block-size: 100%; inline-size: 0; border-radius: 3px; background: var(--pg-tone); transition: inline-size .15s linear; }
.halted .fill { opacity: .55; }
.waiting .fill { inline-size: 35% !important; animation: wander 1.4s ease-in-out infinite alternate; }
.numbers:empty { display: none; }
.numbers { margin-block-start: .35em; min-block-size: 1.45em; color: var(--pg-muted); font-size: .92em;
  font-variant-numeric: tabular-nums; }

@keyframes arrive { from { opacity: 0; transform: translateY(-6px); } }
@keyframes wander { from { margin-inline-start: 0; } to { margin-inline-start: 65%; } }
@media (prefers-reduced-motion: reduce) {
  .banner, dialog[open] { animation: none; }
  .fill { transition: none; }
  .waiting .fill { animation: none; inline-size: 100% !important; opacity: .45; }
}
@media (forced-colors: active) {
  .card { border-color: CanvasText; }
  svg { stroke: CanvasText; }
  button { border-color: ButtonBorder; }
  .secondary, .quiet { border-color: ButtonBorder; }
  .primary { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight; }
  .bar { border: 1px solid CanvasText; block-size: 8px; }
  .fill { background: Highlight; forced-color-adjust: none; }
  input { border-color: FieldText; }
  input[aria-invalid='true'] { outline: 2px dashed Highlight; outline-offset: 2px; }
  :is(button, input):focus-visible { outline-color: Highlight; }
}
`;

/** The notice's looks. A constructed sheet, since a strict `style-src` lets no style element in. */
export function noticeStyle(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}
