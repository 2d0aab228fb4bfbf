import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { ClaimedTask, ManifestItem } from "../contract/workers/workers.ts";
import { makeAccount } from "../testing/accounts.ts";
import { sha256 } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, submit } from "../testing/jobs.ts";
import { attemptPath, complete, makeWorker, mustClaim } from "../testing/workers.ts";

/** Storage takes no smaller part but the last; bytes. */
const PART = 5 * 1024 * 1024;

/** Bytes that differ from part to part, in three parts. */
async function largeFile() {
	const bytes = new Uint8Array(2 * PART + 1000);
	for (let i = 0; i < bytes.length; i += 97) bytes[i] = i % 251;
	const parts = [bytes.slice(0, PART), bytes.slice(PART, 2 * PART), bytes.slice(2 * PART)];
	return { bytes, parts, hash: await sha256(bytes) };
}

async function putPart(
	task: ClaimedTask,
	part: Uint8Array<ArrayBuffer> | undefined,
	n: number,
	whole?: string,
): Promise<Response> {
	if (part === undefined) throw new Error("no such part");
	return call("PUT", `${attemptPath(task)}/outputs/0?part=${n}&parts=3`, {
		as: task.grant,
		body: part,
		headers: {
			"content-type": "application/octet-stream",
			"content-length": String(part.length),
			"x-content-sha256": await sha256(part),
			...(whole === undefined ? {} : { "x-whole-sha256": whole }),
		},
	});
}

async function started() {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	return { account, job, task: await mustClaim(worker) };
}

function item(task: ClaimedTask, size: number, hash: string): ManifestItem {
	const [output] = task.outputs;
	return {
		upload: 0,
		name: output?.name ?? "",
		node: output?.node ?? "",
		kind: "file",
		filename: "mia.safetensors",
		content_type: "application/octet-stream",
		size,
		sha256: hash,
		width: null,
		height: null,
		duration_ms: null,
	};
}

const stored = async (task: ClaimedTask) => {
	const listed = await env.BUCKET.list();
	return listed.objects.map(({ key }) => key).filter((key) => key.includes(`/${task.task_id}/`));
};

test("S0-B02 P5 a file in parts is one file in the end, with its size and hash, and a download", async () => {
	const { account, job, task } = await started();
	const { bytes, parts, hash } = await largeFile();
	const first = await jsonOf(await putPart(task, parts[0], 0), 201);
	expect(first).toMatchObject({ upload: 0, size: PART });
	await jsonOf(await putPart(task, parts[1], 1), 201);
	const whole = { upload: 0, size: bytes.length, sha256: hash };
	expect(await jsonOf(await putPart(task, parts[2], 2, hash), 201)).toEqual(whole);
	// Its answer may have been lost.
	expect(await jsonOf(await putPart(task, parts[2], 2, hash), 201)).toEqual(whole);
	await jsonOf(await complete(task, [item(task, bytes.length, hash)]), 200);
	const [output] = (await getJob(account, job.id)).outputs;
	expect(output).toMatchObject({ kind: "file", size: bytes.length, sha256: hash });
	const content = await call("GET", output?.url ?? "", { as: account.key });
	expect(content.headers.get("content-type")).toBe("application/octet-stream");
	expect(content.headers.get("content-disposition")).toContain("attachment");
	expect(await sha256(new Uint8Array(await content.arrayBuffer()))).toBe(hash);
	expect(await stored(task)).toHaveLength(1);
});

test("P5 parts that are not the file they should be do not become one, and the task cannot succeed", async () => {
	const { task } = await started();
	const { bytes, parts, hash } = await largeFile();
	await jsonOf(await putPart(task, parts[0], 0), 201);
	await problemOf(await putPart(task, parts[2], 2, hash), "output_mismatch");
	await jsonOf(await putPart(task, parts[0], 1), 201);
	await problemOf(await putPart(task, parts[2], 2, hash), "output_mismatch");
	await problemOf(await complete(task, [item(task, bytes.length, hash)]), "output_mismatch");
	expect((await stored(task)).filter((key) => !key.includes("/part"))).toEqual([]);
});
