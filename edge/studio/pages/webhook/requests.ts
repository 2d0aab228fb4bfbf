import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DeliveryResource, NewWebhook, WebhookResource } from "../../../contract/webhooks/webhooks.ts";
import { ask, type Page, queryOf } from "../../api.ts";

/** While something waits to be delivered, it is asked for this often, in milliseconds. */
const POLL_MS = 2000;
const PAGE = 30;
const address = (id: string) => `/v1/webhooks/${encodeURIComponent(id)}`;

export const useWebhook = (id: string) =>
	useQuery({
		queryKey: ["webhook", id],
		queryFn: ({ signal }) => ask<WebhookResource>(address(id), { signal }),
	});

/** What it was sent, newest first. */
export const useDeliveries = (id: string) =>
	useInfiniteQuery({
		queryKey: ["webhook", id, "deliveries"],
		queryFn: ({ pageParam, signal }) =>
			ask<Page<DeliveryResource>>(`${address(id)}/deliveries${queryOf({ limit: PAGE, cursor: pageParam })}`, {
				signal,
			}),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
		refetchInterval: ({ state }) =>
			state.data?.pages.some(({ data }) => data.some(({ status }) => status === "pending")) ? POLL_MS : false,
	});

/** What is done with a webhook; it and its deliveries are asked for again. */
export function useWebhookActions(id: string) {
	const queries = useQueryClient();
	const onSettled = () => queries.invalidateQueries({ queryKey: ["webhook", id] });
	return {
		test: useMutation({ mutationFn: () => ask(`${address(id)}/test`, { method: "POST" }), onSettled }),
		pause: useMutation({
			mutationFn: (paused: boolean) => ask(address(id), { method: "PATCH", json: { paused } }),
			onSettled,
		}),
		rotate: useMutation({
			mutationFn: () => ask<NewWebhook>(`${address(id)}/rotate-secret`, { method: "POST" }),
			onSettled,
		}),
		remove: useMutation({
			mutationFn: () => ask(address(id), { method: "DELETE" }),
			onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
		}),
		replay: useMutation({
			mutationFn: (delivery: string) =>
				ask(`${address(id)}/deliveries/${encodeURIComponent(delivery)}/replay`, { method: "POST" }),
			onSettled,
		}),
	};
}
