import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ProjectFrame } from "../../contract/projects/project-events.ts";
import { allShots, getProject, getShot } from "../api/projects.ts";
import { type BoardView, isOpen, withBoard, withFrame, withShot } from "./board.ts";
import { keepSocket } from "./socket.ts";

/** Without a socket a board is asked for this often while pictures are made, and with one now and then, in milliseconds. */
const POLL_MS = 3000;
const HEAL_MS = 60_000;
/** So many stale shots are asked for one by one; more of them come with the whole board. */
const ONE_BY_ONE = 20;

const keyOf = (id: string) => ["board", id];

/** A storyboard as it is now: asked for once, kept by the one feed of its project. */
export function useBoard(id: string) {
	const queries = useQueryClient();
	const [live, setLive] = useState(false);
	const query = useQuery({
		queryKey: keyOf(id),
		queryFn: async ({ signal }) => {
			const project = await getProject(id, signal);
			const shots = await allShots(id, signal);
			return withBoard(queries.getQueryData<BoardView>(keyOf(id)), project, shots);
		},
		refetchInterval: ({ state }) => (live || !state.data?.shots.some(isOpen) ? HEAL_MS : POLL_MS),
	});
	const there = query.data !== undefined;
	useEffect(() => {
		if (!there) return;
		return keepSocket({
			address: () => {
				const seen = queries.getQueryData<BoardView>(keyOf(id))?.seen ?? 0;
				return `/v1/projects/${encodeURIComponent(id)}/socket?after=${seen}`;
			},
			onFrame: (text) => {
				const frame = JSON.parse(text) as ProjectFrame;
				queries.setQueryData<BoardView>(keyOf(id), (view) => view && withFrame(view, frame));
			},
			onLive: setLive,
		});
	}, [queries, id, there]);
	const { refetch, isFetching } = query;
	const stale = query.data?.stale ?? [];
	const gap = query.data?.gap === true || stale.length > ONE_BY_ONE;
	const [next] = stale;
	useEffect(() => {
		if (gap && !isFetching) void refetch();
	}, [gap, isFetching, refetch]);
	useEffect(() => {
		if (gap || next === undefined) return;
		getShot({ project: id, id: next }).then(
			(shot) => queries.setQueryData<BoardView>(keyOf(id), (view) => view && withShot(view, shot)),
			() => queries.invalidateQueries({ queryKey: keyOf(id) }),
		);
	}, [queries, id, gap, next]);
	return query;
}

/** How to tell the board what the edge answered about a shot, and that more of it has changed. */
export function useBoardChange(id: string) {
	const queries = useQueryClient();
	return {
		tell: (shot: ShotLike) =>
			queries.setQueryData<BoardView>(keyOf(id), (view) => view && withShot(view, shot)),
		reload: () => queries.invalidateQueries({ queryKey: keyOf(id) }),
	};
}
type ShotLike = BoardView["shots"][number];
