// Loaded into a program before it starts. Where the process that started the program is gone without
// having stopped it (killed, crashed), the program is told to stop instead of living on unseen.
const parent = process.ppid;

const watch = setInterval(() => {
	if (process.ppid === parent) return;
	clearInterval(watch);
	process.kill(process.pid, 'SIGTERM');
	setTimeout(() => process.exit(1), 30_000).unref();
}, 500);
watch.unref();
