package org.silobridge.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import org.silobridge.contract.division.DivisionLevel;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.identifier.SocialCreditCode;

/** Writes the table that is published: enterprises that do not exist, all of them valid. The same seed, the same bytes. */
final class Enterprises {
    static final String HEADER =
            "uscc,name,representative,county,address,industry,status,established,capital," + "employees,phone,updated";

    private static final String SOCIAL = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final String NAMES = "华中安泰恒瑞达盛源嘉信诚远丰润科创新海天宇鑫隆博雅明德立业兴邦汇通";
    private static final String FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";
    private static final List<String> KINDS = List.of("科技有限公司", "商贸有限公司", "建筑工程有限公司", "食品股份有限公司", "物流有限责任公司");
    private static final List<String> STREETS = List.of("人民路", "解放大道", "建设东路", "中山北路", "滨河西路", "工业园区一路");
    private static final List<String> STATES = List.of("存续", "存续", "存续", "存续", "停业", "吊销", "注销");

    private final SplittableRandom random;
    private final List<String> counties = Divisions.standard().inForce(DivisionLevel.COUNTY);
    private final StringBuilder row = new StringBuilder(400);

    private Enterprises(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Writes {@code rows} rows under a header. */
    static void write(Path csv, long rows, long seed) throws IOException {
        var enterprises = new Enterprises(seed);
        try (BufferedWriter out = Files.newBufferedWriter(csv, StandardCharsets.UTF_8)) {
            out.append(HEADER).append('\n');
            for (long i = 0; i < rows; i++) {
                out.append(enterprises.next());
            }
        }
    }

    private StringBuilder next() {
        row.setLength(0);
        var county = one(counties);
        var body = new StringBuilder("91").append(county);
        for (int i = 0; i < 9; i++) {
            body.append(one(SOCIAL));
        }
        row.append(body).append(SocialCreditCode.checkDigit(body)).append(',');
        var place = Divisions.standard().fullName(county).orElse("");
        row.append(Divisions.standard().name(county).orElse(""));
        letters(NAMES, 4);
        row.append(one(KINDS)).append(',').append(one(FAMILY));
        letters(NAMES, 1 + random.nextInt(2));
        row.append(',').append(county).append(',').append(place).append(one(STREETS));
        row.append(1 + random.nextInt(999)).append('号');
        letters(NAMES, 3);
        row.append("大厦").append(1 + random.nextInt(30)).append('层');
        letters(NAMES, 12);
        row.append("办公区").append(',').append((char) ('A' + random.nextInt(20)));
        digits(4);
        row.append(',').append(one(STATES)).append(',');
        row.append(LocalDate.ofEpochDay(3_000 + random.nextInt(17_000))).append(',');
        row.append(1 + random.nextInt(99_999)).append("0000.00,");
        row.append(random.nextInt(20) == 0 ? "NA" : String.valueOf(1 + random.nextInt(9_999)))
                .append(",1");
        row.append(3 + random.nextInt(7));
        digits(9);
        row.append(',').append(Instant.ofEpochSecond(1_600_000_000L + random.nextInt(150_000_000)));
        return row.append('\n');
    }

    private void letters(String of, int count) {
        for (int i = 0; i < count; i++) {
            row.append(one(of));
        }
    }

    private void digits(int count) {
        for (int i = 0; i < count; i++) {
            row.append((char) ('0' + random.nextInt(10)));
        }
    }

    private char one(String of) {
        return of.charAt(random.nextInt(of.length()));
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
