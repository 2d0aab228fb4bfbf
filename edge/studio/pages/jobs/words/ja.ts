import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "いま現像中のものと、これまでの作品。",
	state: "状態",
	all: "すべて",
	empty_title: "トレイは空です",
	empty_text: "最初のリクエストを送りましょう。すぐここに現れ、目の前で現像されます。",
	copy_request: "最初のリクエストをコピー",
	first: "最初の画像を作る",
	none_title: "この状態のジョブはありません",
	none_text: "ジョブの状態は変わります。すべて表示して確認してください。",
	show_all: "すべて表示",
	raw_graph: "生グラフ",
	more: "さらに表示",
});
