import path from "node:path";
import { DarkroomClient } from "../../client/client.ts";
import { EmulatedEndpoint, type EndpointOptions } from "../../worker/emulators/runpod/endpoint.ts";
import { root } from "./processes.ts";
import { programs } from "./programs.ts";
import { type Stack, type StackOptions, startStack } from "./stack.ts";

/** The pool that the emulated endpoint brings machines to. */
export const LENT_POOL = "lent";
/** The pool that pods are rented for. */
export const RENTED_POOL = "rented";
/** The id of the emulated endpoint. */
export const EMULATED = "emulated";
/** Of an emulated GPU. */
export const VRAM_BYTES = 24 * 2 ** 30;

export interface RunpodStack {
	stack: Stack;
	endpoint: EmulatedEndpoint;
	/** Speaks with the operator's key. */
	operator: DarkroomClient;
	/** Sets the endpoint anew at the edge: whatever held it back there is over. */
	setEndpoint(): Promise<void>;
	stop(): Promise<void>;
}

export interface RunpodStackOptions extends Omit<EndpointOptions, "programs"> {
	maxWorkers: number;
	leaseMs?: StackOptions["leaseMs"];
	/** Further environment of workers. */
	template?: Record<string, string>;
}

/** An edge that issues tickets, and an emulated endpoint of RunPod (not the real thing) that starts workers for them. */
export async function startRunpodStack({
	maxWorkers,
	leaseMs,
	template = {},
	...options
}: RunpodStackOptions): Promise<RunpodStack> {
	const { worker, emulator } = programs();
	const endpoint = new EmulatedEndpoint({
		...options,
		scaling: { ...options.scaling, workersMax: maxWorkers },
		programs: { worker: path.resolve(root, worker), comfyui: path.resolve(root, emulator) },
	});
	await endpoint.runpod.listen();
	try {
		const stack = await startStack({
			edgeOnly: true,
			runpod: endpoint.address,
			...(leaseMs === undefined ? {} : { leaseMs }),
		});
		const operator = new DarkroomClient({ url: stack.edge.url, key: stack.adminKey });
		const setEndpoint = async () => {
			await operator.pools.putEndpoint(LENT_POOL, EMULATED, {
				gpu: "Emulated GPU",
				vram_bytes: VRAM_BYTES,
				micro_usd_per_second: options.price,
				max_workers: maxWorkers,
				spare: 2,
			});
		};
		const WORKER_TOKEN = await stack.poolToken(LENT_POOL);
		endpoint.setTemplate(
			{ EDGE_URL: stack.edge.url, WORKER_TOKEN, ...template },
			await stack.poolToken(RENTED_POOL),
		);
		await setEndpoint();
		return {
			...{ stack, endpoint, operator, setEndpoint },
			stop: async () => {
				await endpoint.close();
				await stack.stop();
			},
		};
	} catch (error) {
		await endpoint.close();
		throw error;
	}
}
