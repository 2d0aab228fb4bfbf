import { useState } from "react";
import type { NewWebhook } from "../../../contract/webhooks/webhooks.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { SecretDialog } from "../../ui/dialog/secret-dialog.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { useWebhooks } from "./requests.ts";
import { WebhookForm } from "./webhook-form.tsx";
import { WebhookState } from "./webhook-state.tsx";
import { words } from "./words.ts";

export default function WebhooksPage({ title }: PageProps) {
	const say = words.use();
	const webhooks = useWebhooks();
	const [making, setMaking] = useState(false);
	const [made, setMade] = useState<NewWebhook | null>(null);
	const rows = webhooks.data?.data ?? [];
	const create = (
		<Button look="primary" icon="plus" onClick={() => setMaking(true)}>
			{say("create")}
		</Button>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={rows.length > 0 && create} />
			{webhooks.isPending && <Skeleton className="h-40 w-full rounded-xl" />}
			{webhooks.isError && !webhooks.data && (
				<LoadFailed error={webhooks.error} onRetry={() => void webhooks.refetch()} />
			)}
			{webhooks.data && rows.length === 0 && (
				<EmptyState icon="hook" title={say("empty_title")} text={say("empty_text")}>
					{create}
				</EmptyState>
			)}
			{rows.length > 0 && (
				<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
					{rows.map((webhook) => (
						<li key={webhook.id}>
							<Link
								to={`/webhooks/${webhook.id}`}
								data-webhook={webhook.id}
								className="flex items-center gap-4 px-4 py-3.5 -outline-offset-2 transition hover:bg-raised sm:px-5"
							>
								<span className="min-w-0 flex-1">
									<span className="block font-medium [overflow-wrap:anywhere]" dir="ltr">
										{webhook.url ?? webhook.email}
									</span>
									<span className="mt-0.5 flex flex-wrap gap-x-4 text-sm text-muted">
										<WebhookState webhook={webhook} />
										<bdi>{webhook.description}</bdi>
									</span>
								</span>
								<Icon name="next" className="size-4.5 text-muted" />
							</Link>
						</li>
					))}
				</ul>
			)}
			<WebhookForm
				open={making}
				onClose={() => setMaking(false)}
				onMade={(next) => {
					setMaking(false);
					setMade(next);
				}}
			/>
			<SecretDialog
				title={say("made")}
				text={say("shown_once")}
				secret={made?.secret ?? null}
				done={say("done")}
				onClose={() => setMade(null)}
			/>
		</>
	);
}
