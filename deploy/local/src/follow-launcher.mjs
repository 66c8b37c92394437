// Loaded before a service: once the launcher is gone, its channel closes and the service stops as on SIGTERM.
const stop = () => process.kill(process.pid, 'SIGTERM');
if (process.connected) process.once('disconnect', stop);
else stop();
// The channel alone must not keep a service alive that has finished.
process.channel?.unref();
