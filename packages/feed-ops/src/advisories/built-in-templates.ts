/** The templates of `--template NAME`: YAML whose texts are Liquid, as others write them into files of their own. */
export const BUILT_IN: Readonly<Record<string, string>> = {
  crash: `
severity: high
texts:
  en:
    issue: "{{ app }} {{ version }} can close by itself."
    impact: "What you have typed since it was last saved may be missing."
    instruction: "{% if fallback != '' %}Use {{ fallback }} until a fixed version is out.{% else %}Save often until a fixed version is out.{% endif %}"
    timeline: "A fixed version is being prepared."
  de:
    issue: "{{ app }} {{ version }} kann sich von selbst beenden."
    impact: "Was seit dem letzten Speichern geschrieben wurde, kann fehlen."
    instruction: "{% if fallback != '' %}Bitte verwenden Sie {{ fallback }}, bis eine korrigierte Version erscheint.{% else %}Bitte speichern Sie oft, bis eine korrigierte Version erscheint.{% endif %}"
    timeline: "Eine korrigierte Version wird vorbereitet."
`,
  'data-loss': `
severity: critical
data: at-risk
texts:
  en:
    issue: "{{ app }} {{ version }} can damage or lose data."
    impact: "Files that were opened or saved with it may be incomplete."
    instruction: "Make a copy of your files.{% if fallback != '' %} Then use {{ fallback }} until a fixed version is out.{% endif %}"
    timeline: "A fixed version is being prepared."
  de:
    issue: "{{ app }} {{ version }} kann Daten beschädigen oder verlieren."
    impact: "Dateien, die damit geöffnet oder gespeichert wurden, können unvollständig sein."
    instruction: "Bitte legen Sie eine Kopie Ihrer Dateien an.{% if fallback != '' %} Verwenden Sie danach {{ fallback }}, bis eine korrigierte Version erscheint.{% endif %}"
    timeline: "Eine korrigierte Version wird vorbereitet."
`,
  security: `
severity: critical
texts:
  en:
    issue: "{{ app }} {{ version }} has a security problem."
    impact: "Others may be able to use it to reach your computer or your data."
    instruction: "{% if fallback != '' %}Change to {{ fallback }} now.{% else %}Open nothing from people you do not know until a fixed version is out.{% endif %}"
    timeline: "A fixed version is being prepared."
  de:
    issue: "{{ app }} {{ version }} hat ein Sicherheitsproblem."
    impact: "Andere könnten darüber auf Ihren Computer oder Ihre Daten zugreifen."
    instruction: "{% if fallback != '' %}Bitte wechseln Sie jetzt zu {{ fallback }}.{% else %}Bitte öffnen Sie nichts von Unbekannten, bis eine korrigierte Version erscheint.{% endif %}"
    timeline: "Eine korrigierte Version wird vorbereitet."
`,
  compatibility: `
severity: high
texts:
  en:
    issue: "{{ app }} {{ version }} does not work well on some systems."
    impact: "On those it may not start, or parts of it may not work."
    instruction: "{% if fallback != '' %}If that is so here, use {{ fallback }} until a fixed version is out.{% else %}If that is so here, ask support for help.{% endif %}"
    timeline: "A fixed version is being prepared."
  de:
    issue: "{{ app }} {{ version }} läuft auf manchen Systemen nicht gut."
    impact: "Dort startet es vielleicht nicht, oder Teile davon funktionieren nicht."
    instruction: "{% if fallback != '' %}Ist das hier der Fall, verwenden Sie bitte {{ fallback }}, bis eine korrigierte Version erscheint.{% else %}Ist das hier der Fall, wenden Sie sich bitte an den Support.{% endif %}"
    timeline: "Eine korrigierte Version wird vorbereitet."
`,
  performance: `
severity: medium
data: safe
texts:
  en:
    issue: "{{ app }} {{ version }} can be much slower than it should be."
    impact: "It may use more memory, battery or time than before."
    instruction: "{% if fallback != '' %}If it bothers you, use {{ fallback }} until a fixed version is out.{% else %}If it bothers you, restart {{ app }} from time to time.{% endif %}"
    timeline: "A fixed version is being prepared."
  de:
    issue: "{{ app }} {{ version }} kann viel langsamer sein, als es sein sollte."
    impact: "Es braucht vielleicht mehr Speicher, Akku oder Zeit als zuvor."
    instruction: "{% if fallback != '' %}Wenn es Sie stört, verwenden Sie bitte {{ fallback }}, bis eine korrigierte Version erscheint.{% else %}Wenn es Sie stört, starten Sie {{ app }} von Zeit zu Zeit neu.{% endif %}"
    timeline: "Eine korrigierte Version wird vorbereitet."
`,
};
