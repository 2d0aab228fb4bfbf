import { createRoute, z } from "@hono/zod-openapi";
import { tellEndpointsChanged } from "../../../capacity/deployed.ts";
import { otherPool, removeEndpoint, servesOther, setEndpoint } from "../../../capacity/endpoints/settings.ts";
import { MAX_ENDPOINTS } from "../../../capacity/endpoints/store.ts";
import { explain } from "../../../capacity/explain.ts";
import { lookAt } from "../../../capacity/look.ts";
import { toEndpoint } from "../../../capacity/resource.ts";
import { capacityStore } from "../../../capacity/store.ts";
import { nextTasks } from "../../../claims/next-tasks.ts";
import { capacitySchema, endpointRequestSchema, endpointSchema } from "../../../contract/pools/capacity.ts";
import { poolNameSchema } from "../../../contract/pools/pools.ts";
import { database } from "../../../db/client.ts";
import { type App, operatorOf } from "../../../http/app.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { namedPool } from "./named-pool.ts";

const tags = ["operator"];
const pool = poolNameSchema;
const endpoint = z
	.string()
	.regex(/^[A-Za-z0-9_-]{1,60}$/)
	.openapi({ description: "RunPod's id of the endpoint; of pods a name for them" });
const poolParam = z.object({ pool });
const endpointParam = z.object({ pool, endpoint });

const explainRoute = createRoute({
	method: "get",
	path: "/v1/pools/{pool}/capacity",
	operationId: "getPoolCapacity",
	tags,
	summary: "The endpoints of a pool, and why it has the tickets and pods that it has (operator)",
	description:
		"A ticket is a request to RunPod that brings a machine for one task. One is issued for each task that could be claimed, up to the cap of an endpoint that is for it. Endpoints that are paused, over their budget or refused by RunPod get none. A pod is a machine that is started for tasks that no idle worker and no pod is for; it claims like any worker of the pool, and stops when it is idle.",
	security,
	request: { params: poolParam },
	responses: { 200: json(capacitySchema, "Its capacity"), ...refusals(401, 403, 404, 422) },
});
const put = createRoute({
	method: "put",
	path: "/v1/pools/{pool}/endpoints/{endpoint}",
	operationId: "putEndpoint",
	tags,
	summary: "Adds an endpoint of RunPod to a pool, or sets it anew (operator)",
	description: `All settings are replaced, but its mode, which stays. Its template must have \`WORKER_TOKEN\` of this pool. At most ${MAX_ENDPOINTS} for a pool. Tickets that are open keep the price that they were issued at.`,
	security,
	request: { params: endpointParam, body: jsonBody(endpointRequestSchema) },
	responses: {
		200: json(endpointSchema, "The endpoint as it is now"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/pools/{pool}/endpoints/{endpoint}",
	operationId: "deleteEndpoint",
	tags,
	summary: "Takes an endpoint away from a pool; at RunPod it stays (operator)",
	description:
		"409 while it has open tickets: pause it first, and wait until they are back. Its pods finish what they hold, and are terminated.",
	security,
	request: { params: endpointParam },
	responses: { 204: { description: "Gone" }, ...refusals(401, 403, 404, 409, 422) },
});

export function registerEndpoints(app: App): void {
	app.openapi(explainRoute, async (c) => {
		await operatorOf(c);
		const db = database(c.env.DB);
		const { id, name } = await namedPool(db, c.req.valid("param").pool);
		const next = async (of: string, count: number) => (await nextTasks(db, of, count, Date.now())).tasks;
		const look = await lookAt({ store: capacityStore(db), next, now: Date.now }, id);
		return c.json(explain(look, name, { deployed: Boolean(c.env.RUNPOD_API_KEY) }), 200);
	});

	app.openapi(put, async (c) => {
		const { hash } = await operatorOf(c);
		const params = c.req.valid("param");
		const db = database(c.env.DB);
		const named = { ...params, pool: await namedPool(db, params.pool), hash };
		const now = Date.now();
		await setEndpoint(db, named, c.req.valid("json"), now);
		await tellEndpointsChanged(c.env, named.pool.id);
		const { endpoints, ...open } = await capacityStore(db).load(named.pool.id);
		const row = endpoints.find((one) => one.runpod_id === named.endpoint);
		if (!row) throw servesOther(named.endpoint, await otherPool(db, named.endpoint, named.pool.id));
		return c.json(toEndpoint(row, named.pool.name, open, now), 200);
	});

	app.openapi(remove, async (c) => {
		const { hash } = await operatorOf(c);
		const params = c.req.valid("param");
		const db = database(c.env.DB);
		const named = { ...params, pool: await namedPool(db, params.pool), hash };
		await removeEndpoint(db, named, Boolean(c.env.RUNPOD_API_KEY), Date.now());
		await tellEndpointsChanged(c.env, named.pool.id);
		return c.body(null, 204);
	});
}
