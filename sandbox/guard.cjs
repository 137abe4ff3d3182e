// Loaded into n8n before it starts. Where the process that started n8n is gone without having stopped
// it (killed, crashed), n8n stops itself instead of living on unseen.
const parent = process.ppid;

setInterval(() => {
	if (process.ppid === parent) return;
	process.kill(process.pid, 'SIGTERM');
	setTimeout(() => process.exit(1), 10_000).unref();
}, 500).unref();
