const everyTest = ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/deploy'];

/** @type {import('jest').Config} */
export default {
  rootDir: '../..',
  roots: everyTest,
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['/\\.karcis'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' } }],
  },
  globalSetup: '<rootDir>/deploy/verify/runner/setup.ts',
  globalTeardown: '<rootDir>/deploy/verify/runner/teardown.ts',
  testEnvironment: '<rootDir>/deploy/verify/runner/environment.ts',
  testSequencer: '<rootDir>/deploy/verify/runner/sequencer.js',
  testTimeout: 120_000,
  maxWorkers: 2,
};
