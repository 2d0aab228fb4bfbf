import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
	NewWebhook,
	WebhookEvent,
	WebhookRequest,
	WebhookResource,
} from "../../../contract/webhooks/webhooks.ts";
import { ask } from "../../api.ts";

/** What a webhook can hear of. */
export const EVENTS = [
	"job.succeeded",
	"job.failed",
	"job.canceled",
	"job.expired",
	"job.waiting_for_decision",
	"stage.succeeded",
	"stage.failed",
	"stage.skipped",
] as const satisfies readonly WebhookEvent[];

export const useWebhooks = () =>
	useQuery({
		queryKey: ["webhooks"],
		queryFn: ({ signal }) => ask<{ data: WebhookResource[] }>("/v1/webhooks", { signal }),
	});

export function useCreateWebhook(onMade: (made: NewWebhook) => void) {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: (json: Partial<WebhookRequest>) => ask<NewWebhook>("/v1/webhooks", { method: "POST", json }),
		onSuccess: async (made) => {
			onMade(made);
			await queries.invalidateQueries({ queryKey: ["webhooks"] });
		},
	});
}
