import { report } from '../reports/reports.fixture.ts';
import { createReportFiles } from './report-files.ts';

// A process of its own that a test kills: it writes reports one by one, rewrites the queue in between as sending does,
// and says each number once it is written.
const [folder = '', first = '0'] = process.argv.slice(2);
const disk = createReportFiles(folder);
for (let number = Number(first); ; number += 1) {
  await disk.append(
    report(number, { kind: 'user-report', category: 'other', text: 'x'.repeat(400) }),
  );
  process.stdout.write(`${number}\n`);
  if (number % 3 === 0) {
    await disk.rewrite((reports) => reports);
  }
}
