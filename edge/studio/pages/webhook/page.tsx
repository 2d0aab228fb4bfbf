import { useState } from "react";
import { BackLink } from "../../app/routing/back-link.tsx";
import type { PageProps } from "../../app/routing/route.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { SecretDialog } from "../../ui/dialog/secret-dialog.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { shell } from "../../words/shell.ts";
import { WebhookState } from "../webhooks/webhook-state.tsx";
import { words as listWords } from "../webhooks/words.ts";
import { Deliveries } from "./deliveries.tsx";
import { useWebhook, useWebhookActions } from "./requests.ts";
import { words } from "./words.ts";

export default function WebhookPage({ params }: PageProps) {
	const say = words.use();
	const list = listWords.use();
	const common = shell.use();
	const { go } = useRouter();
	const id = params.id ?? "";
	const { data: webhook, isPending, error, refetch } = useWebhook(id);
	const { test, pause, rotate, remove } = useWebhookActions(id);
	const [asking, setAsking] = useState<"rotate" | "delete" | null>(null);
	const onError = (failed: Error) => toast({ bad: true, title: common("refused"), text: failed.message });
	const back = <BackLink to="/webhooks">{say("back")}</BackLink>;
	if (isPending)
		return (
			<>
				{back}
				<Skeleton className="mb-6 h-16 w-2/3" />
				<Skeleton className="h-72 w-full rounded-xl" />
			</>
		);
	if (!webhook) return <LoadFailed error={error} onRetry={() => void refetch()} />;
	const agree = () => {
		if (asking === "rotate") rotate.mutate(undefined, { onError });
		else remove.mutate(undefined, { onError, onSuccess: () => go("/webhooks", { replace: true }) });
	};
	return (
		<>
			{back}
			<PageHead
				title={webhook.url ?? webhook.email ?? ""}
				lead={
					<span className="flex flex-wrap gap-x-4">
						<WebhookState webhook={webhook} />
						<bdi>{webhook.description}</bdi>
						<span className="font-mono text-xs leading-6" dir="ltr">
							{webhook.events?.join(" ")}
						</span>
					</span>
				}
			/>
			<div className="mb-6 flex flex-wrap gap-2">
				<Button
					look="primary"
					busy={test.isPending}
					disabled={webhook.paused}
					onClick={() =>
						test.mutate(undefined, { onError, onSuccess: () => toast({ title: say("test_sent") }) })
					}
				>
					{say("test")}
				</Button>
				<Button
					icon={webhook.paused ? "play" : "pause"}
					busy={pause.isPending}
					onClick={() => pause.mutate(!webhook.paused, { onError })}
				>
					{say(webhook.paused ? "resume" : "pause")}
				</Button>
				{webhook.url !== null && (
					<Button icon="key" busy={rotate.isPending} onClick={() => setAsking("rotate")}>
						{say("rotate")}
					</Button>
				)}
				<Button look="danger" busy={remove.isPending} onClick={() => setAsking("delete")}>
					{say("delete")}
				</Button>
			</div>
			{webhook.paused && <p className="mb-6 text-warn">{say("paused")}</p>}
			<Deliveries id={id} />
			<AskDialog
				open={asking !== null}
				onClose={() => setAsking(null)}
				title={say(asking === "delete" ? "delete" : "rotate")}
				text={say(asking === "delete" ? "delete_text" : "rotate_text")}
				no={say("keep")}
				yes={say(asking === "delete" ? "delete" : "rotate")}
				onYes={agree}
			/>
			<SecretDialog
				title={list("made")}
				text={list("shown_once")}
				secret={rotate.data?.secret ?? null}
				done={list("done")}
				onClose={() => rotate.reset()}
			/>
		</>
	);
}
