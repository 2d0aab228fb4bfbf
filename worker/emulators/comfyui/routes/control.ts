import { ZodError, z } from "zod";
import { faultAction } from "../faults.ts";
import { isRecord } from "../graph.ts";
import { json, type Router } from "../http/http.ts";
import type { RouteHost } from "./host.ts";

const model = z.strictObject({ folder: z.string(), name: z.string() });

/** Routes no real server has, for tests and benchmarks in other processes. */
export function controlRoutes(router: Router, host: RouteHost): void {
	router.add("GET", "/emulator/gpu", () => json({ spans: host.gpu.spans, idle_gaps: host.gpu.idleGaps() }));
	router.add("GET", "/emulator/faults", () => json(host.faults.remaining));
	// A list replaces the script; `{"inject": {kind: …}}` strikes at once.
	router.add("POST", "/emulator/faults", (call) => {
		try {
			const body = call.json();
			if (isRecord(body)) host.perform(faultAction.parse(body.inject));
			else host.faults.load(body);
		} catch (error) {
			if (!(error instanceof ZodError)) throw error;
			return json({ error: z.prettifyError(error) }, 400);
		}
		return json(host.faults.remaining);
	});
	router.add("POST", "/emulator/models", (call) => {
		const { folder, name } = model.parse(call.json());
		host.files.addModel(folder, name);
		return json(host.files.models(folder));
	});
}
