import * as z from "zod";
import { RunpodError } from "./error.ts";

/** What an image is started with; RunPod's members, as they are. It may hold references to secrets, and is not kept. */
type PodTemplate = Record<string, unknown> & { env: Record<string, string> };

interface NewPod {
	name: string;
	gpu_id: string;
	template: PodTemplate;
	/** In addition to the template's. */
	env: Record<string, string>;
}

export interface ListedPod {
	id: string;
	name: string;
	status: string;
}

export interface PodList {
	pods: ListedPod[];
	/** Requests that it took. */
	pages: number;
}

/** What is asked of RunPod about pods, by the management API, which allows few requests: a minute has 60. */
export interface RunpodPods {
	/**
	 * All pods of the account, whoever started them. Also where RunPod tells them in pages: a list of which a page is
	 * missing is none, since what it leaves out would pass for ended.
	 */
	pods(): Promise<PodList>;
	template(id: string): Promise<PodTemplate>;
	/** Starts a pod; answers with RunPod's id of it. Not repeated: each time makes one more. */
	createPod(pod: NewPod): Promise<string>;
	/** Terminates a pod, disk and all. One that RunPod does not know is ended as well. */
	endPod(id: string): Promise<void>;
}

/** Pages of one list that are read at most. */
const MAX_PAGES = 30;

/** The one GPU of a pod; a template's container settings beside it. */
const TEMPLATE_MEMBERS = ["image", "args", "disk", "ports", "mounts", "registry"];
/** RunPod has no machine: it says so in words, with a 400 or a 500. */
const NO_CAPACITY =
	/no (longer )?(any )?(instances|machines|gpus|capacity|resources)|not enough|out of stock/i;

const text = z.string().max(200);
const podsSchema = z.object({
	pods: z.array(z.object({ id: text, name: text.catch(""), status: text })),
	pagination: z.object({ nextCursor: z.string().max(2_000).nullish() }).nullish(),
});
const templateSchema = z.looseObject({ image: z.string().min(1), env: z.record(z.string(), z.string()) });

interface Asking {
	once<T>(asked: string, schema: z.ZodType<T>, ask: () => Promise<unknown>): Promise<T>;
	twice<T>(asked: string, schema: z.ZodType<T>, ask: () => Promise<unknown>): Promise<T>;
	/** GET; with a body POST. */
	manage(path: string, body?: object): Promise<unknown>;
}

/** Pods by RunPod's management API, version 2. */
export function runpodPods({ once, twice, manage }: Asking): RunpodPods {
	return {
		pods: async () => {
			const pods: ListedPod[] = [];
			let query = "";
			for (let pages = 1; pages <= MAX_PAGES; pages++) {
				const page = await twice("its pods", podsSchema, () => manage(`pods${query}`));
				pods.push(...page.pods);
				const next = page.pagination?.nextCursor;
				if (!next) return { pods, pages };
				query = `?cursor=${encodeURIComponent(next)}`;
			}
			throw new RunpodError("unreadable", `RunPod's list of pods has more than ${MAX_PAGES} pages`);
		},
		template: async (id) => {
			const ask = () => manage(`templates/${encodeURIComponent(id)}`);
			const template = await twice("the template of pods", templateSchema, ask);
			if (!template.env.WORKER_TOKEN)
				throw new RunpodError(
					"refused",
					`the template ${id} has no WORKER_TOKEN in its environment: set it there, as a reference to a secret such as {{ RUNPOD_SECRET_darkroom }}`,
				);
			return template;
		},
		createPod: async ({ name, gpu_id, template, env }) => {
			const kept = Object.fromEntries(
				TEMPLATE_MEMBERS.flatMap((member) => {
					const value = template[member];
					return value === undefined || value === null ? [] : [[member, value]];
				}),
			);
			const body = { ...kept, name, gpu: { id: gpu_id, count: 1 }, env: { ...template.env, ...env } };
			try {
				return (await once("a pod", z.object({ id: text.min(1) }), () => manage("pods", body))).id;
			} catch (error) {
				if (!(error instanceof RunpodError) || error.status === null || !NO_CAPACITY.test(error.message))
					throw error;
				throw new RunpodError("no_capacity", error.message, { status: error.status });
			}
		},
		endPod: async (id) => {
			const path = `pods/${encodeURIComponent(id)}/action`;
			await twice("to terminate a pod", z.object({}), () => manage(path, { action: "terminate" })).catch(
				(error: unknown) => {
					if (!(error instanceof RunpodError && error.code === "not_found")) throw error;
				},
			);
		},
	};
}
