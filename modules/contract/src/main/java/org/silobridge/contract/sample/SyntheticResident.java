package org.silobridge.contract.sample;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.silobridge.contract.division.Divisions;
import org.silobridge.contract.identifier.ResidentId;
import org.silobridge.contract.identifier.SocialCreditCode;

/** A row of the register, every value as it is written in the file. */
record SyntheticResident(
        String residentId,
        String fullName,
        String sex,
        String birthDate,
        String ethnicGroupCode,
        String registeredDivision,
        String residenceDivision,
        String residenceAddress,
        String maritalStatusCode,
        String educationCode,
        String vitalStatus,
        String householdId,
        String sourceAgency,
        int version,
        String updatedAt) {

    static final List<String> HEADER = List.of(
            "公民身份号码", "姓名", "性别", "出生日期", "民族代码", "户籍地区划代码", "居住地区划代码", "居住地址", "婚姻状况代码", "文化程度代码", "人员状态", "户号",
            "来源单位代码", "版本号", "更新时间");

    private static final LocalDate FIRST_BIRTH = LocalDate.of(1880, 1, 1);
    private static final int DAYS_OF_BIRTH = (int) (LocalDate.of(1901, 1, 1).toEpochDay() - FIRST_BIRTH.toEpochDay());
    private static final LocalDateTime FIRST_UPDATE = LocalDateTime.of(2025, 1, 1, 8, 0);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    /** Sequence numbers from 996 on are kept for centenarians. */
    private static final int SEQUENCES = 995;

    private static final String[] MARITAL = {"10", "20", "20", "20", "30", "40", ""};
    private static final String[] EDUCATION = {"10", "20", "40", "60", "70", "80", "90", ""};

    static SyntheticResident random(Random random, List<String> counties) {
        var county = counties.get(random.nextInt(counties.size()));
        var born = FIRST_BIRTH.plusDays(random.nextInt(DAYS_OF_BIRTH));
        int sequence = 1 + random.nextInt(SEQUENCES);
        var body = county + born.toString().replace("-", "") + threeDigits(sequence);
        var registered = random.nextInt(5) == 0 ? counties.get(random.nextInt(counties.size())) : county;
        var residence = residence(random, registered);
        return new SyntheticResident(
                body + ResidentId.checkDigit(body),
                SyntheticName.random(random),
                sequence % 2 == 1 ? "男" : "女",
                born.toString(),
                random.nextInt(10) == 0 ? twoDigits(2 + random.nextInt(55)) : "01",
                registered,
                residence,
                address(random, residence),
                MARITAL[random.nextInt(MARITAL.length)],
                EDUCATION[random.nextInt(EDUCATION.length)],
                random.nextInt(20) == 0 ? "死亡" : random.nextInt(50) == 0 ? "注销" : "正常",
                registered + (100_000 + random.nextInt(900_000)),
                agency(registered),
                1 + random.nextInt(9),
                TIME.format(FIRST_UPDATE.plusSeconds(random.nextInt(330 * 86_400))));
    }

    SyntheticResident identifiedBy(String id) {
        return with(id, fullName, birthDate, registeredDivision);
    }

    SyntheticResident named(String name) {
        return with(residentId, name, birthDate, registeredDivision);
    }

    SyntheticResident bornOn(String date) {
        return with(residentId, fullName, date, registeredDivision);
    }

    SyntheticResident registeredIn(String division) {
        return with(residentId, fullName, birthDate, division);
    }

    /** No value holds a comma, a quote or a line break. */
    String csv() {
        return String.join(
                ",",
                residentId,
                fullName,
                sex,
                birthDate,
                ethnicGroupCode,
                registeredDivision,
                residenceDivision,
                residenceAddress,
                maritalStatusCode,
                educationCode,
                vitalStatus,
                householdId,
                sourceAgency,
                Integer.toString(version),
                updatedAt);
    }

    private SyntheticResident with(String id, String name, String born, String registered) {
        return new SyntheticResident(
                id,
                name,
                sex,
                born,
                ethnicGroupCode,
                registered,
                residenceDivision,
                residenceAddress,
                maritalStatusCode,
                educationCode,
                vitalStatus,
                householdId,
                sourceAgency,
                version,
                updatedAt);
    }

    /** As registers have it: mostly six digits, sometimes twelve, sometimes nothing. */
    private static String residence(Random random, String registered) {
        return switch (random.nextInt(10)) {
            case 0 -> "";
            case 1, 2 -> registered + "000000";
            default -> registered;
        };
    }

    private static String address(Random random, String residence) {
        int number = 1 + random.nextInt(400);
        return residence.isEmpty()
                ? ""
                : Divisions.standard().fullName(residence).orElseThrow() + "示范路" + number + "号";
    }

    /** The province's register: a made-up unit whose code checks. */
    private static String agency(String division) {
        var body = "11" + division.substring(0, 2) + "0000" + "000000000";
        return body + SocialCreditCode.checkDigit(body);
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String threeDigits(int number) {
        return Integer.toString(1000 + number).substring(1);
    }
}
