import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { root } from "./processes.ts";

/** The key that an edge signs with, where storage is emulated. */
const S3 = {
	bucket: "darkroom-assets",
	accessKeyId: "an-access-key-id-of-nobody",
	secretAccessKey: "a-secret-access-key-of-nobody",
};
const PREFIX = "/emulated-r2";

/**
 * Modules that stand R2's S3 interface, emulated, before an edge: over the bucket that it is bound to, at its own address.
 * What is sent there never reaches the edge.
 *
 * @param edge name of the module that is the edge, or stands before it already
 */
export async function beforeStorage(
	edge: string,
): Promise<{ type: "ESModule"; path: string; contents: string }[]> {
	const source = await readFile(path.join(root, "edge/storage/testing/emulated-s3.ts"), "utf8");
	return [
		{ type: "ESModule", path: "storage.js", contents: wrapper(edge) },
		{ type: "ESModule", path: "emulated-s3.js", contents: stripTypeScriptTypes(source) },
	];
}

/** What came by storage, and by the edge, so far: requests, and the bytes of their bodies. */
export interface StorageCounts {
	storage: { puts: number; gets: number; bytes: number; refused: number };
	edge: { requests: number; largest: number; bytes: number };
}

/** Asks an edge with {@link beforeStorage} before it. */
export async function storageCounts(url: string): Promise<StorageCounts> {
	const response = await fetch(url + PREFIX);
	return (await response.json()) as StorageCounts;
}

const wrapper = (edge: string) => `
import edge from "./${edge}";
import { emulatedS3 } from "./emulated-s3.js";
export * from "./${edge}";
const s3 = ${JSON.stringify(S3)};
const counts = { storage: { puts: 0, gets: 0, bytes: 0, refused: 0 }, edge: { requests: 0, largest: 0, bytes: 0 } };
export default {
	...edge,
	async fetch(request, env, context) {
		const { origin, pathname } = new URL(request.url);
		if (pathname === "${PREFIX}") return Response.json(counts);
		const length = Number(request.headers.get("content-length") ?? 0);
		if (pathname.startsWith("${PREFIX}/")) {
			counts.storage[request.method === "PUT" ? "puts" : "gets"] += 1;
			counts.storage.bytes += length;
			const answer = await emulatedS3(request, env.BUCKET, s3, Date.now(), "${PREFIX}");
			if (request.method === "PUT" && answer.status >= 400 && answer.status !== 412) counts.storage.refused += 1;
			return answer;
		}
		counts.edge.requests += 1;
		counts.edge.bytes += length;
		counts.edge.largest = Math.max(counts.edge.largest, length);
		const direct = {
			R2_S3_ENDPOINT: origin + "${PREFIX}", R2_S3_BUCKET: s3.bucket,
			R2_S3_ACCESS_KEY_ID: s3.accessKeyId, R2_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
		};
		return edge.fetch(request, { ...env, ...direct }, context);
	},
};
`;
