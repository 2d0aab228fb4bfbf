import { idPattern } from "../contract/ids.ts";

/** What lies under a key of R2, read from the key alone. */
export type Stored =
	/** A file that a client sent: an asset names its key. */
	| { kind: "upload"; key: string }
	/** Document and unknowns of a workflow's version: its row names the key. */
	| { kind: "workflow"; key: string }
	/** Requests, parameters and plans of a job: its rows name the key. */
	| { kind: "bodies"; key: string; job: string }
	/** What an attempt sent: an output names the key, or the task the graph that ran; or it is a part of one. */
	| { kind: "attempt"; key: string; job: string; task: string; epoch: number }
	/** A ComfyUI's object_info: workers name its hash. */
	| { kind: "object_info"; key: string; sha256: string }
	/** None of ours: it is left alone. */
	| { kind: "unknown"; key: string };

const is = {
	account: idPattern("account"),
	job: idPattern("job"),
	task: idPattern("task"),
};

export function readKey(key: string): Stored {
	const info = /^object-info\/([0-9a-f]{64})\.json\.gz$/.exec(key)?.[1];
	if (info) return { kind: "object_info", key, sha256: info };
	const [account = "", folder = "", task = "", epoch = "", ...rest] = key.split("/");
	if (!is.account.test(account)) return { kind: "unknown", key };
	if (folder === "uploads") return { kind: "upload", key };
	if (folder === "workflows") return { kind: "workflow", key };
	if (!is.job.test(folder)) return { kind: "unknown", key };
	if (task === "bodies") return { kind: "bodies", key, job: folder };
	if (!is.task.test(task) || !/^\d{1,9}$/.test(epoch) || rest.length === 0) return { kind: "unknown", key };
	return { kind: "attempt", key, job: folder, task, epoch: Number(epoch) };
}
