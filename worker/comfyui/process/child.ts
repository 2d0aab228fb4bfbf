/** The environment of a program that runs other people's code: without the worker's secrets. */
export function withoutSecrets(): NodeJS.ProcessEnv {
	const { WORKER_TOKEN: _token, COMFY_ORG_API_KEY: _key, ...rest } = process.env;
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
