import { report } from '../reports/reports.fixture.ts';
import { createReportFiles } from './report-files.ts';

// A process of its own that dies in the midst of its work: it writes a few reports and says each number once it is
// written, then begins one more write, or a rewrite as sending does, and kills itself so many turns of its loop later.
const [folder = '', first = '0', work = 'append', turns = '0'] = process.argv.slice(2);
const disk = createReportFiles(folder);
const long = { kind: 'user-report', category: 'other', text: 'x'.repeat(400) } as const;
const next = Number(first) + 4;
for (let number = Number(first); number < next; number += 1) {
  await disk.append(report(number, long));
  process.stdout.write(`${number}\n`);
}
void (work === 'append' ? disk.append(report(next, long)) : disk.rewrite((reports) => reports));
for (let turn = 0; turn < Number(turns); turn += 1) {
  await new Promise((resolve) => setImmediate(resolve));
}
process.kill(process.pid, 'SIGKILL');
