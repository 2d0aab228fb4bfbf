import { createRoute, z } from "@hono/zod-openapi";
import { database } from "../../../db/client.ts";
import { type App, operatorOf } from "../../../http/app.ts";
import { refusals, security } from "../../../http/responses.ts";
import { readMetrics } from "../../../metrics/read.ts";
import { prometheusText } from "../../../metrics/text.ts";

const getMetrics = createRoute({
	method: "get",
	path: "/v1/metrics",
	operationId: "getMetrics",
	tags: ["operator"],
	summary: "What to watch, in Prometheus' text format (operator)",
	description:
		"By pool: what waits and for how long, workers and the share of them that is busy, attempts by how they ended, GPU seconds, cost, open tickets. No job, account or worker is named; asking reads a bounded number of rows.",
	security,
	responses: {
		200: {
			description: "The metrics",
			content: {
				"text/plain": { schema: z.string().openapi({ example: 'darkroom_queue_tasks{pool="default"} 3' }) },
			},
		},
		...refusals(401, 403),
	},
});

export function registerMetrics(app: App): void {
	app.openapi(getMetrics, async (c) => {
		await operatorOf(c);
		const metrics = await readMetrics(database(c.env.DB), Date.now());
		return c.text(prometheusText(metrics), 200, {
			"content-type": "text/plain; version=0.0.4; charset=utf-8",
		});
	});
}
