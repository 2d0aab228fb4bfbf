/** The environment of a program that runs other people's code: without what opens the edge. */
export function withoutToken(): NodeJS.ProcessEnv {
	const { WORKER_TOKEN: _token, ...rest } = process.env;
	return rest;
}

/** Sends a signal to a process group. Does nothing where it is gone, or never was. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
	if (pid === undefined) return;
	try {
		process.kill(-pid, signal);
	} catch {
		// It is gone already.
	}
}
