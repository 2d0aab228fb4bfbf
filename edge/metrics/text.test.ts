import { expect, test } from "vitest";
import { prometheusText } from "./text.ts";

test("metrics are told in Prometheus' text format, with their words and labels escaped", () => {
	const text = prometheusText([
		{
			name: "darkroom_queue_tasks",
			help: "Tasks that wait\nfor a worker",
			type: "gauge",
			samples: [
				{ labels: { pool: 'a "quoted" \\ pool' }, value: 3 },
				{ labels: { pool: "b\nc" }, value: 0.25 },
			],
		},
		{ name: "darkroom_jobs_unswept", help: "Jobs", type: "gauge", samples: [{ labels: {}, value: 0 }] },
		{ name: "darkroom_nothing_total", help: "Nothing", type: "counter", samples: [] },
	]);
	expect(text.split("\n")).toEqual([
		"# HELP darkroom_queue_tasks Tasks that wait\\nfor a worker",
		"# TYPE darkroom_queue_tasks gauge",
		'darkroom_queue_tasks{pool="a \\"quoted\\" \\\\ pool"} 3',
		'darkroom_queue_tasks{pool="b\\nc"} 0.25',
		"# HELP darkroom_jobs_unswept Jobs",
		"# TYPE darkroom_jobs_unswept gauge",
		"darkroom_jobs_unswept 0",
		"# HELP darkroom_nothing_total Nothing",
		"# TYPE darkroom_nothing_total counter",
		"",
	]);
});
