import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { invertedColour } from "../../testing/graphs.ts";
import { wavHead } from "../../testing/wav-head.ts";
import { type CrowdEdge, startCrowdEdge } from "../instruments/crowd-edge.ts";
import { crowdAccount, crowdWorkers, post } from "../instruments/fleet.ts";
import { memoryOf, peakOf, resetPeak, workerdOf } from "../instruments/processor.ts";

/** Uploads at the same moment. */
const WIDTH = 8;
const MB = 1_000_000;
/** Of what every file is made. */
const MEGABYTE = randomBytes(MB);

interface Upload {
	method: "PUT" | "POST";
	url: string;
	headers: Record<string, string>;
	/** What is sent, piece by piece. */
	pieces: Uint8Array[];
}

/**
 * How much memory uploads take that come at once, ours beside a route that only pipes them into R2: the most that
 * workerd held over what it held before. Each with an edge of its own, because workerd keeps what it once had.
 */
export async function uploads(): Promise<[string, string][]> {
	const rows: [string, string][] = [];
	for (const [size, what, ours] of [
		[60, "PUT …/outputs/{n}", outputs],
		[24, "POST /v1/assets", sounds],
	] as const) {
		const bare = await measured((edge) => Promise.resolve(piped(edge, size)));
		const own = await measured((edge) => ours(edge, size));
		rows.push(
			[`${WIDTH} uploads of ${size} MB at once, piped into R2`, figures(bare)],
			[
				`${WIDTH} uploads of ${size} MB at once, ${what}`,
				`${figures(own)}; ${(own.peak / bare.peak).toFixed(2)}x of a bare pipe`,
			],
		);
	}
	return rows;
}

interface Memory {
	before: number;
	/** The most it held over that. */
	peak: number;
	/** What is left of it afterwards. */
	after: number;
}

const figures = ({ before, peak, after }: Memory) =>
	`${before.toFixed(0)} MB before, at most ${peak.toFixed(0)} MB more (${(peak / WIDTH).toFixed(1)} each), ${after.toFixed(0)} MB more afterwards`;

async function measured(prepare: (edge: CrowdEdge) => Promise<Upload[]>): Promise<Memory> {
	const edge = await startCrowdEdge();
	try {
		const all = await prepare(edge);
		const pid = await workerdOf(process.pid);
		await resetPeak(pid);
		const before = await memoryOf(pid);
		await Promise.all(all.map(send));
		return { before, peak: (await peakOf(pid)) - before, after: (await memoryOf(pid)) - before };
	} finally {
		await edge.stop();
	}
}

async function send({ method, url, headers, pieces }: Upload): Promise<void> {
	const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
	const sent = request(url, { method, headers: { ...headers, "content-length": String(length) } });
	const answered = once(sent, "response");
	await pipeline(Readable.from(pieces), sent);
	const [response] = (await answered) as [IncomingMessage];
	const text = await response.setEncoding("utf8").toArray();
	if (response.statusCode !== 201) throw new Error(`${url}: ${response.statusCode} ${text.join("")}`);
}

const filled = (megabytes: number) => Array.from({ length: megabytes }, () => MEGABYTE);
const each = <T>(make: (i: number) => T): T[] => Array.from({ length: WIDTH }, (_, i) => make(i));

function piped(edge: CrowdEdge, size: number): Upload[] {
	return each(() => ({ method: "PUT", url: `${edge.url}/bench/pipe`, headers: {}, pieces: filled(size) }));
}

/** Outputs of as many attempts, as a worker sends them. */
async function outputs(edge: CrowdEdge, size: number): Promise<Upload[]> {
	const client = await crowdAccount(edge);
	const workers = await crowdWorkers(edge, WIDTH);
	for (const i of each((n) => n)) await client.submitGraph({ graph: invertedColour(i) });
	const hash = createHash("sha256");
	for (const piece of filled(size)) hash.update(piece);
	const sha256 = hash.digest("hex");
	return Promise.all(
		workers.map(async ({ id, headers }): Promise<Upload> => {
			const answer = await post(`${edge.url}/v1/workers/${id}/claim`, headers, { claim_id: randomUUID() });
			const task = (await answer.json()) as { task_id: string; epoch: number; grant: string };
			return {
				method: "PUT",
				url: `${edge.url}/v1/tasks/${task.task_id}/attempts/${task.epoch}/outputs/0`,
				headers: { authorization: `Bearer ${task.grant}`, "x-content-sha256": sha256 },
				pieces: filled(size),
			};
		}),
	);
}

/** Sound files, as a client sends them. */
async function sounds(edge: CrowdEdge, size: number): Promise<Upload[]> {
	const { key } = await crowdAccount(edge);
	const boundary = "a-boundary";
	const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n`;
	return each(() => ({
		method: "POST",
		url: `${edge.url}/v1/assets`,
		headers: {
			authorization: `Bearer ${key}`,
			"content-type": `multipart/form-data; boundary=${boundary}`,
		},
		pieces: [
			Buffer.from(head),
			wavHead(size * MB, { channels: 2, rate: 48_000 }),
			...filled(size),
			Buffer.from(`\r\n--${boundary}--\r\n`),
		],
	}));
}
