import { idPattern } from "../contract/ids.ts";

/**
 * Every key of R2, how it is made and how it is read. Everything of an account lies under its id, and everything of a
 * job under both, so that either can be deleted as a folder.
 */

/** What a key says of the attempt that writes under it. */
interface AttemptPlace {
	account: string;
	job: string;
	task: string;
	epoch: number;
	/** The character whose references it makes; absent or null: nobody's. */
	references_of?: string | null | undefined;
}

export const accountFolder = (account: string) => account;

/** A file that a client sends. */
export const uploadKey = (account: string, asset: string) => `${accountFolder(account)}/uploads/${asset}`;

/** Parts of a file that is to be a LoRA, before they are joined: the name of no asset, so they go with the orphans. */
export const loraPartsFolder = (account: string, sha256: string) => uploadKey(account, sha256);

/** A small picture of a file. The database names these keys too, where it removes a file (`0028_thumbnails.sql`). */
export const thumbnailKey = (account: string, asset: string, size: number) =>
	`${accountFolder(account)}/thumbnails/${asset}/${size}`;

/** A version of a workflow has a folder of its own: whoever deletes it need not ask who else names the object. */
export const workflowFolder = (account: string, unique: string) =>
	`${accountFolder(account)}/workflows/${unique}`;

/** The same for a version of a pipeline. */
export const pipelineFolder = (account: string, unique: string) =>
	`${accountFolder(account)}/pipelines/${unique}`;

export const jobFolder = (account: string, job: string) => `${accountFolder(account)}/${job}`;

/** Requests, parameters and plans of a job. */
export const jobBodiesFolder = (account: string, job: string) => `${jobFolder(account, job)}/bodies`;

/** Plans of a take: whoever plans it has a folder, so that one who comes too late takes nothing of another's away. */
export const openingFolder = (account: string, job: string, unique: string) =>
	`${jobBodiesFolder(account, job)}/${unique}`;

const referencesFolder = (account: string, character: string) =>
	`${accountFolder(account)}/characters/${character}/references`;

/** What a job makes as references of a character: they outlive what else there is of the job. */
const referencesOfJob = (account: string, character: string, job: string) =>
	`${referencesFolder(account, character)}/${job}`;

/** Where everything lies that one attempt stores. */
const attemptFolder = ({ account, job, task, epoch, references_of }: AttemptPlace) => {
	const folder = references_of ? referencesOfJob(account, references_of, job) : jobFolder(account, job);
	return `${folder}/${task}/${epoch}`;
};

/** The graph that an attempt ran. */
export const ranFolder = (attempt: AttemptPlace) => `${attemptFolder(attempt)}/ran`;

/** Where everything lies that an attempt sends as one of its outputs: the parts of it, too. */
export const outputFolder = (attempt: AttemptPlace, upload: number) => `${attemptFolder(attempt)}/${upload}`;

/**
 * Where an attempt's output lies. Every attempt writes under its own number, so a worker that lost its lease
 * can only write where nobody looks; and the hash of the bytes is part of the name, so what lies there can only
 * ever be those bytes, whoever writes it again.
 */
export const outputKey = (attempt: AttemptPlace, upload: number, sha256: string) =>
	`${outputFolder(attempt, upload)}/${sha256}`;

/** A part of an output, from 0, in the output's folder. */
export const partKey = (folder: string, part: number) => `${folder}/part${part}`;

/** Where the picture of a shot lies below the folder of its account: what clients are told. */
export const imageFile = (project: string, shot: string) => `${imageFolder(project)}/${shot}.png`;

const imageFolder = (project: string) => `data/projects/${project}/images`;

/** The picture of a shot. Unlike everything else, another one may come in its place. */
export const imageKey = (account: string, project: string, shot: string) =>
	`${accountFolder(account)}/${imageFile(project, shot)}`;

export const projectFolder = (account: string, project: string) =>
	`${accountFolder(account)}/data/projects/${project}`;

/** A ComfyUI's object_info, packed. */
export const objectInfoKey = (sha256: string) => `object-info/${sha256}.json.gz`;

/** What lies under a key of R2, read from the key alone. */
export type Stored =
	/** A file that a client sent: this asset names its key. */
	| { kind: "upload"; key: string; asset: string }
	/** A small picture of a file: its asset says that it has one. */
	| { kind: "thumbnail"; key: string; asset: string }
	/** What a version of a workflow or a pipeline is: its row names the key. */
	| { kind: "version"; key: string }
	/** Requests, parameters and plans of a job: its rows name the key. */
	| { kind: "bodies"; key: string; job: string }
	/** What an attempt sent: an output names the key, or the task the graph that ran; or it is a part of one. */
	| { kind: "attempt"; key: string; job: string; task: string; epoch: number }
	/** The picture of a shot. */
	| { kind: "image"; key: string; shot: string }
	/** A ComfyUI's object_info: workers name its hash. */
	| { kind: "object_info"; key: string; sha256: string }
	/** None of ours: it is left alone. */
	| { kind: "unknown"; key: string };

const is = {
	account: idPattern("account"),
	asset: idPattern("asset"),
	job: idPattern("job"),
	task: idPattern("task"),
	character: idPattern("character"),
	shot: idPattern("shot"),
};

export function readKey(key: string): Stored {
	const info = /^object-info\/([0-9a-f]{64})\.json\.gz$/.exec(key)?.[1];
	if (info) return { kind: "object_info", key, sha256: info };
	const [account = "", ...below] = key.split("/");
	if (!is.account.test(account)) return { kind: "unknown", key };
	const [characters, character = "", references] = below;
	if (characters === "characters" && references === "references" && is.character.test(character))
		below.splice(0, 3);
	const [folder = "", task = "", epoch = "", ...rest] = below;
	if (folder === "uploads") return { kind: "upload", key, asset: task };
	if (folder === "thumbnails" && is.asset.test(task)) return { kind: "thumbnail", key, asset: task };
	if (folder === "data") return readImageKey(key);
	if (folder === "workflows" || folder === "pipelines") return { kind: "version", key };
	if (!is.job.test(folder)) return { kind: "unknown", key };
	if (task === "bodies") return { kind: "bodies", key, job: folder };
	if (!is.task.test(task) || !/^\d{1,9}$/.test(epoch) || rest.length === 0) return { kind: "unknown", key };
	return { kind: "attempt", key, job: folder, task, epoch: Number(epoch) };
}

function readImageKey(key: string): Stored {
	const shot = /\/data\/projects\/[^/]+\/images\/([^/]+)\.png$/.exec(key)?.[1] ?? "";
	return is.shot.test(shot) ? { kind: "image", key, shot } : { kind: "unknown", key };
}
