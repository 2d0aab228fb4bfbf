/** One measure, with what it is of. */
export interface Sample {
	labels: Readonly<Record<string, string>>;
	value: number;
}

export interface Metric {
	name: string;
	help: string;
	type: "gauge" | "counter";
	samples: readonly Sample[];
}

/** Metrics in Prometheus' text format 0.0.4. One without samples is told by its words alone. Pure. */
export function prometheusText(metrics: readonly Metric[]): string {
	return metrics
		.map(({ name, help, type, samples }) =>
			[
				`# HELP ${name} ${help.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")}`,
				`# TYPE ${name} ${type}`,
				...samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}`),
				"",
			].join("\n"),
		)
		.join("");
}

function labelsOf(labels: Sample["labels"]): string {
	const all = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
	return all.length === 0 ? "" : `{${all.join(",")}}`;
}

function escaped(value: string): string {
	return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
