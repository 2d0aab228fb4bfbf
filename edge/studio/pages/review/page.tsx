import { useState } from "react";
import type { ReviewOrder } from "../../api/reviews.ts";
import { usePageShortcut } from "../../app/frame/shortcuts.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button, IconButton } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { useFormat } from "../../words/format.ts";
import { Reviewed } from "./reviewed.tsx";
import { useQueue } from "./use-queue.ts";
import { words } from "./words.ts";

const key = (key: string, words: string, act: (() => void) | null) =>
	act === null ? null : { key, words, act };

/** Pictures that a person is to look at, one after the other. */
export default function ReviewPage({ title }: PageProps) {
	const say = words.use();
	const format = useFormat();
	const [order, setOrder] = useState<ReviewOrder>("worst");
	const { list, items, item, at, next, previous, review, undo, last } = useQueue(order);
	const takeBack = last === null || undo.isPending ? null : () => undo.mutate(last);
	usePageShortcut(key("j", say("next"), next));
	usePageShortcut(key("k", say("previous"), previous));
	usePageShortcut(key("u", say("undo"), takeBack));
	const all = `${format.number(items.length)}${list.hasNextPage ? "+" : ""}`;
	const actions = (
		<>
			<Button icon="again" disabled={takeBack === null} onClick={() => takeBack?.()}>
				{say("undo")}
			</Button>
			<Choice<ReviewOrder>
				label={say("order")}
				value={order}
				onChange={setOrder}
				options={[
					["worst", say("worst")],
					["newest", say("newest")],
				]}
			/>
		</>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={actions} />
			{list.isPending && <Skeleton className="aspect-video w-full rounded-xl" />}
			{list.isError && items.length === 0 && (
				<LoadFailed error={list.error} onRetry={() => void list.refetch()} />
			)}
			{list.isSuccess && item === null && (
				<EmptyState icon="check" title={say("empty_title")} text={say("empty_text")} />
			)}
			{item !== null && (
				<>
					<div className="mb-4 flex items-center gap-1">
						<IconButton
							icon="back"
							label={say("previous")}
							disabled={previous === null}
							className="disabled:opacity-40"
							onClick={() => previous?.()}
						/>
						<IconButton
							icon="next"
							label={say("next")}
							disabled={next === null}
							className="disabled:opacity-40"
							onClick={() => next?.()}
						/>
						<p className="figures text-sm text-muted" aria-live="polite">
							{say("place", { n: at + 1, all })}
						</p>
					</div>
					<Reviewed
						key={item.asset.id}
						item={item}
						busy={review.isPending && review.variables.id === item.asset.id}
						onSay={(said) => review.mutate({ id: item.asset.id, said })}
					/>
				</>
			)}
		</>
	);
}
