import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "LoRAの学習に使う、キャプション付きの画像です。",
	create: "新しいデータセット",
	create_yes: "作成",
	empty_title: "データセットはまだありません",
	empty_text: "作成して7枚以上の画像を加え、問題がなくなったら固定してください。",
	more: "さらに表示",
	pictures: "画像: {n}",
	newest: "バージョン {n}",
	name: "名前",
	name_hint: "小文字の英字、数字、- と _",
	trigger: "トリガーワード",
	trigger_hint: "すべてのキャプションの先頭に置きます。例: spyke_plasma_v1",
	preset: "求める条件",
	preset_any: "7枚以上",
	preset_sheet: "キャラクターシートの7〜10枚",
	preset_manga: "512ピクセルの15〜20枚",
	preset_thirty: "30枚: 上半身21、顔6、全身3",
	asymmetric: "キャラクターの左右が異なる",
	asymmetric_hint: "反転した画像は逆の側を教えてしまいます",
});
