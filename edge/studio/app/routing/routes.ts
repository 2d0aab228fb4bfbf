import { matchPath } from "./match-path.ts";
import type { Route } from "./route.ts";

const found = import.meta.glob<Route>("../../pages/*/route.ts", { eager: true, import: "route" });

/** Every page there is. */
const ROUTES: readonly Route[] = Object.values(found);

const MENU = ROUTES.flatMap((route) => (route.menu ? [{ ...route, menu: route.menu }] : [])).sort(
	(a, b) => a.menu.order - b.menu.order,
);

/** Those of somebody's menu, in its order. */
export const menuOf = (isOperator: boolean) =>
	MENU.filter(({ audience }) => (audience === "operator") === isOperator);

/** Where somebody begins. */
export const startOf = (isOperator: boolean): string =>
	(isOperator ? menuOf(true)[0]?.path : undefined) ?? "/jobs";

const placeholders = ({ path }: Route) => path.split("/:").length;
/** `/workflows/import` is asked before `/workflows/:id`. */
const BY_NAME_FIRST = ROUTES.toSorted((a, b) => placeholders(a) - placeholders(b));

/** The page of an address below /studio, and the parts of the address. */
export function routeOf(path: string): { route: Route; params: Record<string, string> } | null {
	for (const route of BY_NAME_FIRST) {
		const params = matchPath(route.path, path);
		if (params) return { route, params };
	}
	return null;
}
