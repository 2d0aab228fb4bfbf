import type { PlatformEnv } from "./platform-env.ts";

const TAKE = "/job-take/";

/**
 * An address of RunPod with its names filled in. `$ID` is the worker where requests are taken, and the request where
 * something is said of one. Source of the order: runpod-python 1.12.0; of templates without a query and with
 * `$RUNPOD_POD_ID` in their place: RunPod's own test harness (sls-local-server).
 */
export function expand(
	template: string,
	{ worker, gpu }: Pick<PlatformEnv, "worker" | "gpu">,
	id: string,
): URL {
	const filled = template
		.replaceAll("$RUNPOD_POD_ID", encodeURIComponent(worker))
		.replaceAll("$RUNPOD_GPU_TYPE_ID", encodeURIComponent(gpu))
		.replaceAll("$ID", encodeURIComponent(id));
	return new URL(filled);
}

/** With parameters behind those that the address has already. */
export function withParams(url: URL, params: Readonly<Record<string, string>>): URL {
	const more = new URL(url);
	for (const [name, value] of Object.entries(params)) more.searchParams.append(name, value);
	return more;
}

/** Where several requests are taken at once, or where those to be stopped are told; null: this template has no such place. */
export function besideTake(template: string, place: "job-take-batch" | "job-stop"): string | null {
	return template.includes(TAKE) ? template.replace(TAKE, `/${place}/`) : null;
}
