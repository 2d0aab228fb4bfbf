import type { Asset } from "../contract/assets/assets.ts";
import { type JobResource, jobSchema } from "../contract/jobs/jobs.ts";
import type { TestAccount } from "./accounts.ts";
import { bytes, mp4, png, text, wav } from "./files.ts";
import { call, jsonOf } from "./http.ts";
import { finish, mustClaim, type TestWorker } from "./workers.ts";

export const STORYBOARD = {
	workflow: "storyboard-image@1",
	parameters: { prompt: "A lighthouse keeper climbs a spiral staircase", seed: 7 },
};
export const BASE_IMAGE = {
	workflow: "z-image-turbo-base-image",
	parameters: { prompt: "A woman with freckles at a harbour", seed: 40, variations: 3 },
};

/** Submits a job that must be accepted. */
export async function submit(
	account: TestAccount,
	worker: TestWorker | string,
	request: Record<string, unknown> = STORYBOARD,
	headers: Record<string, string> = {},
): Promise<JobResource> {
	const pool = typeof worker === "string" ? worker : worker.pool;
	const response = await call("POST", "/v1/jobs", {
		as: account.key,
		json: { ...request, pool },
		headers,
	});
	return jobSchema.parse(await jsonOf(response, 201));
}

export async function getJob(account: TestAccount, id: string): Promise<JobResource> {
	return jobSchema.parse(await jsonOf(await call("GET", `/v1/jobs/${id}`, { as: account.key }), 200));
}

/** A job of one task that has succeeded, with its one output. */
export async function succeededJob(
	account: TestAccount,
	worker: TestWorker,
): Promise<{ job: JobResource; output: Asset }> {
	const { id } = await submit(account, worker);
	await finish(await mustClaim(worker), await png());
	const job = await getJob(account, id);
	const [output] = job.outputs;
	if (job.status !== "succeeded" || !output) throw new Error(`the job is ${job.status}`);
	return { job, output };
}

/** Uploads a file as a browser does. */
export async function postAsset(
	account: TestAccount,
	data: Uint8Array<ArrayBuffer>,
	filename = "picture.png",
	headers: Record<string, string> = {},
): Promise<Response> {
	const { body, type } = multipart(data, filename);
	return call("POST", "/v1/assets", {
		as: account.key,
		body,
		headers: { "content-type": type, "content-length": String(body.length), ...headers },
	});
}

export async function uploadAsset(
	account: TestAccount,
	data: Uint8Array<ArrayBuffer>,
	filename = "picture.png",
): Promise<Asset> {
	return jsonOf<Asset>(await postAsset(account, data, filename), 201);
}

/** A multipart form with one file, written out, so that its length is known. */
export function multipart(data: Uint8Array<ArrayBuffer>, filename: string, field = "file") {
	const boundary = "a-boundary-that-is-in-no-file";
	const head = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${filename}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
	const body = bytes(text(head), data, text(`\r\n--${boundary}--\r\n`));
	return { body, type: `multipart/form-data; boundary=${boundary}` };
}

/** Parameters with files of the account in the places of those that an example names. */
export async function withAssets(
	account: TestAccount,
	parameters: Record<string, unknown>,
	kinds: Record<string, string>,
): Promise<Record<string, unknown>> {
	const entries = Object.entries(parameters).map(async ([name, value]) => {
		const kind = kinds[name];
		if (kind === undefined) return [name, value];
		const { id } = await assetOf(account, kind);
		return [name, JSON.parse(JSON.stringify(value).replaceAll(/ast_[0-9a-z]{26}/g, id))];
	});
	return Object.fromEntries(await Promise.all(entries));
}

const uploaded = new Map<string, Promise<Asset>>();

/** One small file of that kind, uploaded once for each account. */
function assetOf(account: TestAccount, kind: string): Promise<Asset> {
	const key = `${account.id} ${kind}`;
	const before = uploaded.get(key);
	if (before) return before;
	const asset =
		kind === "audio"
			? uploadAsset(account, wav(), "sound.wav")
			: kind === "video"
				? uploadAsset(account, mp4(), "film.mp4")
				: png().then((bytes) => uploadAsset(account, bytes));
	uploaded.set(key, asset);
	return asset;
}
