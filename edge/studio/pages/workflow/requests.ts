import { useQuery } from "@tanstack/react-query";
import type {
	WorkflowGraph,
	WorkflowResource,
	WorkflowVersionResource,
} from "../../../contract/workflows/workflows.ts";
import { ask, type Page } from "../../api.ts";

const address = (reference: string) => `/v1/workflows/${encodeURIComponent(reference)}`;

/** By its id, or `id@version`. */
export const useWorkflow = (reference: string) =>
	useQuery({
		queryKey: ["workflow", reference],
		queryFn: ({ signal }) => ask<WorkflowResource>(address(reference), { signal }),
	});

export const useGraph = (reference: string) =>
	useQuery({
		queryKey: ["workflow", reference, "graph"],
		queryFn: ({ signal }) => ask<WorkflowGraph>(`${address(reference)}/graph`, { signal }),
	});

export const useVersions = (id: string) =>
	useQuery({
		queryKey: ["workflow", id, "versions"],
		queryFn: ({ signal }) => ask<Page<WorkflowVersionResource>>(`${address(id)}/versions`, { signal }),
	});

export const retireVersion = (id: string, version: number) =>
	ask<unknown>(`${address(id)}/retire`, { method: "POST", json: { version } });
