import type { WebhookResource } from "../../../contract/webhooks/webhooks.ts";
import { Icon } from "../../ui/icon.tsx";
import { useFormat } from "../../words/format.ts";
import { words } from "./words.ts";

/** Whether it delivers, as icon and words. */
export function WebhookState({ webhook }: { webhook: WebhookResource }) {
	const say = words.use();
	const format = useFormat();
	const [icon, colour, text] = webhook.paused
		? (["pause", "text-muted", say("paused")] as const)
		: webhook.failing_since !== null
			? (["warning", "text-bad", say("failing", { time: format.moment(webhook.failing_since) })] as const)
			: (["check", "text-good", say("good")] as const);
	return (
		<span className={`inline-flex items-center gap-1.5 text-sm font-medium ${colour}`}>
			<Icon name={icon} className="size-4" />
			{text}
		</span>
	);
}
