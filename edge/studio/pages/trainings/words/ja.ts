import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "学習中の LoRA と、それぞれの進み具合。",
	create: "新しい学習",
	empty_title: "まだ何も学習していません",
	empty_text: "7 枚以上のデータセットを固定し、そこから LoRA を学習させます。",
	to_datasets: "データセットへ",
	more: "さらに表示",
	steps: "{all} ステップ中 {n}",
	kept: "保存済みのステップ",
});
