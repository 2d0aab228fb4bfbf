import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "どの画像でも同じ姿で登場する人物たち。",
	create: "新しいキャラクター",
	create_title: "どんな人物ですか？",
	create_text: "名前と簡単な説明だけで始められます。次に4枚の参照ビューを作ります。",
	create_yes: "作成",
	name: "名前",
	name_missing: "名前を入力してください",
	description: "容姿と服装",
	description_hint: "自由に書いてください。このキャラクターのすべてのプロンプトに入ります。",
	no_looks: "まだ説明がありません",
	no_references: "参照画像なし",
	empty_title: "まだ誰もいません",
	empty_text: "キャラクターを作成しましょう。人物を説明すると、4枚のビューがどの画像でも同じ姿を保ちます。",
	more: "もっと見る",
});
