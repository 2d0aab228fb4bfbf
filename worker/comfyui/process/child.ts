/** What other people's code must not read: the worker's own secrets, and those that RunPod puts beside them. */
const SECRETS = /^(WORKER_TOKEN|COMFY_ORG_API_KEY|HF_TOKEN|RUNPOD_\w*KEY)$/;

/** The environment of a program that runs other people's code: without secrets. */
export function withoutSecrets(): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRETS.test(name)));
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
