/** As the platform writes its addresses, or as RunPod's own test harness does. */
export type Style = "platform" | "harness";

/** What RunPod injects into a serverless worker of this endpoint. */
export function workerEnvironment(
	base: string,
	{
		worker,
		key,
		endpoint = "emulated",
		style = "platform",
	}: { worker: string; key: string; endpoint?: string; style?: Style },
): Record<string, string> {
	const at = (place: string, tail: string) => {
		const query = style === "platform" ? "?gpu=$RUNPOD_GPU_TYPE_ID" : "";
		return `${base}/v2/${endpoint}/${place}/${tail}${query}`;
	};
	return {
		RUNPOD_WEBHOOK_GET_JOB: at("job-take", style === "platform" ? "$ID" : "$RUNPOD_POD_ID"),
		RUNPOD_WEBHOOK_POST_OUTPUT: at("job-done", "$RUNPOD_POD_ID/$ID"),
		RUNPOD_WEBHOOK_POST_STREAM: at("job-stream", "$RUNPOD_POD_ID/$ID"),
		RUNPOD_WEBHOOK_PING: at("ping", "$RUNPOD_POD_ID"),
		RUNPOD_PING_INTERVAL: "1000",
		RUNPOD_AI_API_KEY: key,
		RUNPOD_POD_ID: worker,
		RUNPOD_ENDPOINT_ID: endpoint,
		RUNPOD_GPU_TYPE_ID: "Emulated GPU",
	};
}

/**
 * What RunPod puts into a pod beside what its maker set; references to secrets are filled in. It really has no address
 * of its management API there: this one stands in for it.
 */
export function podEnvironment(
	base: string,
	{ id, key, env }: { id: string; key: string; env: Readonly<Record<string, string>> },
	secrets: Readonly<Record<string, string>>,
): Record<string, string> {
	const filled = Object.entries(env).map(([name, value]) => [
		name,
		value.replaceAll(/\{\{ RUNPOD_SECRET_(\w+) \}\}/g, (whole, secret: string) => secrets[secret] ?? whole),
	]);
	return {
		...Object.fromEntries(filled),
		RUNPOD_POD_ID: id,
		RUNPOD_API_KEY: key,
		RUNPOD_MANAGEMENT_URL: `${base}/v2`,
	};
}
