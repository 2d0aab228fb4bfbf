/** A page before it is rendered. */
export interface Source {
	/** Where it is served below `/docs/`; empty: the first page. */
	path: string;
	/** The file of the repository that it is made of; a page that is made of code: a name that no file has. */
	file: string;
	section: Section;
	/** Markdown; its first heading is the title. */
	text: string;
	/** Stands in the list of pages; the others are reached by links and by the search. */
	listed: boolean;
}

export const SECTIONS = ["Start", "How to", "Reference", "Explanation", "In the repository"] as const;
export type Section = (typeof SECTIONS)[number];

/** The documents of the repository that are pages, in the order in which they are listed. */
export const DOCUMENTS: readonly Omit<Source, "text" | "listed">[] = [
	{ path: "", file: "docs/README.md", section: "Start" },
	{ path: "first-picture", file: "docs/first-picture.md", section: "Start" },
	{ path: "overview", file: "README.md", section: "Start" },
	{ path: "clients", file: "docs/clients.md", section: "How to" },
	{ path: "how-to/live-progress", file: "docs/how-to/live-progress.md", section: "How to" },
	{ path: "how-to/add-a-workflow", file: "docs/how-to/add-a-workflow.md", section: "How to" },
	{ path: "how-to/add-a-pipeline", file: "docs/how-to/add-a-pipeline.md", section: "How to" },
	{ path: "how-to/add-a-trainer", file: "docs/how-to/add-a-trainer.md", section: "How to" },
	{ path: "moving-in", file: "docs/moving-in.md", section: "How to" },
	{ path: "how-to/look-after", file: "docs/how-to/look-after.md", section: "How to" },
	{ path: "operate", file: "OPERATE.md", section: "How to" },
	{ path: "first-hour-on-runpod", file: "worker/runpod/FIRST-HOUR.md", section: "How to" },
	{ path: "architecture", file: "docs/architecture.md", section: "Explanation" },
	{ path: "why/promises", file: "docs/why/promises.md", section: "Explanation" },
	{ path: "why/security", file: "docs/why/security.md", section: "Explanation" },
	{ path: "why/cost", file: "docs/why/cost.md", section: "Explanation" },
	{ path: "why/scale", file: "docs/why/scale.md", section: "Explanation" },
	{ path: "react", file: "client/react/README.md", section: "Reference" },
	{ path: "sdk", file: "client/sdk/package/README.md", section: "Reference" },
	{ path: "workers", file: "worker/README.md", section: "In the repository" },
	{ path: "library", file: "workflows/README.md", section: "In the repository" },
	{ path: "studio", file: "edge/studio/README.md", section: "In the repository" },
	{ path: "emulator", file: "worker/emulators/comfyui/README.md", section: "In the repository" },
	{ path: "contributing", file: "CONTRIBUTING.md", section: "In the repository" },
	{ path: "changelog", file: "CHANGELOG.md", section: "In the repository" },
];
