/** Nobody asks a simulated process for its health. */
export const startOpsServer = async () => ({
  port: 0,
  url: '',
  setReady: () => undefined,
  close: async () => undefined,
});
