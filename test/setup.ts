import fc from 'fast-check';

// Property tests draw the same cases on every machine and every run.
fc.configureGlobal({ seed: 20_261_123 });
