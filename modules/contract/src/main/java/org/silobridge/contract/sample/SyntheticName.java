package org.silobridge.contract.sample;

import java.util.Random;

/** Names put together by chance. A few characters need four bytes in GB18030, so that a reader of GBK is found out. */
final class SyntheticName {
    private static final String SURNAMES =
            "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常";
    private static final String GIVEN =
            "安柏宸澄初川丹芳枫歌谷和华怀嘉江洁晶君可岚乐礼林玲明默宁沛平琪青清然仁榕若山诗书舒树思松素棠恬婷庭同万薇文溪希夏祥小心欣星秀雪雅言杨遥一怡以逸音英永雨玉元远月云泽展昭之知芷致舟珠竹卓子紫䶮㼆𠅤";
    private static final int[] GIVEN_POINTS = GIVEN.codePoints().toArray();

    private SyntheticName() {}

    static String random(Random random) {
        var name = new StringBuilder().append(SURNAMES.charAt(random.nextInt(SURNAMES.length())));
        int length = random.nextInt(5) == 0 ? 1 : 2;
        for (int i = 0; i < length; i++) {
            name.appendCodePoint(GIVEN_POINTS[random.nextInt(GIVEN_POINTS.length)]);
        }
        return name.toString();
    }
}
