import * as z from "zod";
import { GPUS } from "./catalogue.ts";
import { ACTIONS, type EmulatedPod, type Pods } from "./pods.ts";
import type { Action } from "./scheduler.ts";
import { type Answer, type Asked, problem } from "./wire.ts";

/** A template of pods, as RunPod keeps it. */
export interface Template {
	id: string;
	name: string;
	image: string;
	env: Record<string, string>;
}

const environment = z.record(z.string(), z.string());
const createSchema = z.strictObject({
	name: z.string().min(1),
	gpu: z.strictObject({ id: z.string(), count: z.int().min(1).default(1) }),
	image: z.string().min(1).optional(),
	templateId: z.string().optional(),
	env: environment.default({}),
	args: z.string().optional(),
	disk: z.int().min(1).optional(),
	ports: z.array(z.string()).optional(),
	registry: z.string().nullable().optional(),
	mounts: z.looseObject({}).optional(),
	cloud: z.enum(["SECURE", "COMMUNITY"]).optional(),
	dataCenterIds: z.array(z.string()).optional(),
});
const actionSchema = z.strictObject({ action: z.enum(["start", "stop", "restart", "terminate"]) });

const NO_POD = problem(404, "Not Found", "pod not found");
/** As people report that it reads; RunPod has no code for it. */
const NO_MACHINE = problem(
	400,
	"Bad Request",
	"There are no longer any instances available with the requested specifications",
);

interface Parts {
	pods: Pods;
	templates: readonly Template[];
	act(action: Action): void;
	/** The pod that the caller's key is good for; null: it is good for all. */
	only: string | null;
}

/** The management API for pods: `/v2/pods/…`. */
export function answerPods({ pods, templates, act, only }: Parts, asked: Asked, now: number): Answer {
	const {
		method,
		rest: [id, part, ...more],
		body,
	} = asked;
	if (only !== null && id !== only) return problem(403, "Forbidden", "this key is good for one pod");
	if (id === undefined) {
		if (method === "GET") return list(pods, asked.query.get("cursor"), now);
		if (method === "POST") return create(pods, templates, body, now);
		return problem(405, "Method Not Allowed", "GET or POST");
	}
	const pod = pods.list(now).find((one) => one.id === id);
	if (!pod || more.length > 0) return NO_POD;
	const take = (action: z.infer<typeof actionSchema>["action"]): Answer => {
		const actions = pods.act(pod, action, now);
		if (actions === null) return problem(409, "Conflict", `a pod that is ${pod.status} cannot ${action}`);
		for (const one of actions) act(one);
		return action === "terminate" ? { status: 204 } : { status: 200, body: shownPod(pod) };
	};
	switch (`${method} ${part ?? ""}`) {
		case "GET ":
			return { status: 200, body: shownPod(pod) };
		case "DELETE ":
			return take("terminate");
		case "POST action": {
			const read = actionSchema.safeParse(body);
			return read.success
				? take(read.data.action)
				: problem(422, "Unprocessable Content", z.prettifyError(read.error));
		}
		default:
			return problem(404, "Not Found", "there is no such part of a pod");
	}
}

/** A cursor names the last pod of the page before. */
function list(pods: Pods, cursor: string | null, now: number): Answer {
	const { pageSize } = pods.options;
	const all = pods.list(now);
	if (pageSize === Number.POSITIVE_INFINITY) return { status: 200, body: { pods: all.map(shownPod) } };
	const from = cursor === null ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
	if (cursor !== null && from === 0) return problem(400, "Bad Request", "unknown cursor");
	const page = all.slice(from, from + pageSize);
	const nextCursor = from + pageSize < all.length ? (page.at(-1)?.id ?? null) : null;
	return { status: 200, body: { pods: page.map(shownPod), pagination: { nextCursor } } };
}

/** `GET /v2/templates/{id}`. */
export function answerTemplates(templates: readonly Template[], { method, rest: [id] }: Asked): Answer {
	if (method !== "GET") return problem(405, "Method Not Allowed", "GET");
	const template = templates.find((one) => one.id === id);
	if (template === undefined) return problem(404, "Not Found", "template not found");
	const settings = { args: "", disk: 50, mounts: {}, ports: [], registry: null, serverless: false };
	return { status: 200, body: { ...template, ...settings, public: false, category: "NVIDIA" } };
}

function create(pods: Pods, templates: readonly Template[], body: Asked["body"], now: number): Answer {
	const read = createSchema.safeParse(body);
	if (!read.success) return problem(422, "Unprocessable Content", z.prettifyError(read.error));
	const { name, gpu, templateId, env } = read.data;
	const template = templates.find(({ id }) => id === templateId);
	if (templateId !== undefined && template === undefined)
		return problem(400, "Bad Request", "template not found");
	const image = read.data.image ?? template?.image;
	if (image === undefined) return problem(400, "Bad Request", "image is required unless templateId is set");
	if (!GPUS.some(({ id }) => id === gpu.id)) return problem(400, "Bad Request", `unknown gpu ${gpu.id}`);
	const pod = pods.create(
		{ name, gpu, image, env: { ...template?.env, ...env }, template: template?.id ?? null },
		now,
	);
	return pod === null ? NO_MACHINE : { status: 201, body: shownPod(pod) };
}

function shownPod({ id, name, image, env, gpu, status, template, createdAt, startedAt }: EmulatedPod) {
	const costs = status !== "EXITED" && status !== "TERMINATED";
	return {
		...{ id, name, image, args: "", disk: 50, ports: [], env, registry: null, mounts: {} },
		...{ status, actions: ACTIONS[status], gpu, cloud: "SECURE", dataCenterId: "EMU-1", template },
		cost: costs ? (GPUS.find((one) => one.id === gpu.id)?.secure ?? 0) * gpu.count : 0,
		...{ cudaVersion: null, locked: false, runtime: null },
		createdAt: new Date(createdAt).toISOString(),
		startedAt: startedAt === null ? null : new Date(startedAt).toISOString(),
	};
}
