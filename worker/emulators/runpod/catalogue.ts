import { type Answer, type Asked, problem } from "./wire.ts";

/** A kind of GPU. Prices of one, in US dollars an hour; its memory in GB. */
export interface Gpu {
	id: string;
	name: string;
	pool: string | null;
	memory: number;
	secure: number;
	community: number;
	serverless: number;
}

/**
 * Prices are examples: serverless those of RunPod's table of June 2026, the others as people wrote them down from its page
 * in August 2026, where one was known only for both clouds; the last GPU is made up.
 */
export const GPUS: readonly Gpu[] = [
	gpu("NVIDIA GeForce RTX 4090", "RTX 4090", "ADA_24", 24, 0.44, 0.31, 1.116),
	gpu("NVIDIA A40", "A40", "AMPERE_48", 48, 0.44, 0.44, 1.224),
	gpu("NVIDIA A100 80GB PCIe", "A100 PCIe", "AMPERE_80", 80, 1.39, 1.19, 2.736),
	gpu("NVIDIA H100 80GB HBM3", "H100 SXM", "ADA_80_PRO", 80, 3.29, 2.69, 4.176),
	gpu("Emulated GPU", "Emulated GPU", null, 24, 1.116, 1.116, 1.116),
];

function gpu(
	id: string,
	name: string,
	pool: string | null,
	memory: number,
	secure: number,
	community: number,
	serverless: number,
): Gpu {
	return { id, name, pool, memory, secure, community, serverless };
}

/** `GET /v2/catalog/gpus` and `…/{id}`. `free`: whether a machine is, for each product. */
export function answerCatalogue(
	{ method, rest: [kind, id, ...more], query }: Asked,
	free: Readonly<Record<"POD" | "SERVERLESS", boolean>>,
): Answer {
	if (kind !== "gpus" || more.length > 0) return problem(404, "Not Found", "there is no such catalogue");
	if (method !== "GET") return problem(405, "Method Not Allowed", "GET");
	const products = query.get("product")?.split(",") ?? [];
	const asked = query.get("include") === "AVAILABILITY";
	if (asked !== products.length > 0)
		return problem(400, "Bad Request", "include=AVAILABILITY requires product, and product requires it");
	const known = (product: string): product is "POD" | "SERVERLESS" => Object.hasOwn(free, product);
	if (!products.every(known)) return problem(422, "Unprocessable Content", "product: POD or SERVERLESS");
	const availability = products.every((product) => free[product]) ? "HIGH" : "NONE";
	const show = ({ pool, memory, secure, community, serverless, ...named }: Gpu) => ({
		...{ ...named, pool, manufacturer: "NVIDIA", memory, secure: true, community: true },
		price: { secure, community, ...(pool === null ? {} : { serverless }) },
		maxCount: { secure: 1, community: 1 },
		...(asked && { availability, dataCenters: [{ id: "EMU-1", name: "Emulated", availability }] }),
	});
	if (id === undefined) return { status: 200, body: { gpus: GPUS.map(show) } };
	const found = GPUS.find((one) => one.id === id);
	return found ? { status: 200, body: show(found) } : problem(404, "Not Found", "gpu type not found");
}
