package org.silobridge.cli.soak.publish;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.client.DatasetRef;
import org.silobridge.connector.quarantine.QuarantineRecord;
import org.silobridge.contract.wire.ConfluentFraming;
import org.silobridge.contract.wire.RecordKey;
import org.silobridge.model.ContractName;

/**
 * Made-up penalties, which change and are withdrawn: what keyed sources are given. Each version of one says in its content
 * which it is, in records as in quarantine.
 */
final class Penalties {
    static final ContractName CONTRACT = ContractName.parse("credit/administrative-penalty");

    /** Of the source, in order. */
    static final List<String> COLUMNS = List.of(
            "decision_no",
            "authority",
            "name",
            "kind",
            "uscc",
            "violation",
            "facts",
            "basis",
            "penalty",
            "content",
            "fine",
            "decided",
            "division");

    static final String MAPPING = """
            decisionNo: {column: decision_no}
            counterpartyName: {column: name}
            counterpartyType: {column: kind}
            counterpartyUscc: {column: uscc}
            violationType: {column: violation}
            violationFacts: {column: facts}
            penaltyBasis: {column: basis}
            penaltyTypeCode: {column: penalty}
            penaltyContent: {column: content}
            fineTenThousandYuan: {column: fine}
            decidedOn: {column: decided}
            authorityUscc: {column: authority}
            divisionCode: {column: division}
            """;

    private final String authority;
    private final String counterparty = CreditCodes.of("0000C100");
    private final GenericDatumReader<GenericRecord> reader;

    Penalties(Publisher publisher) {
        this.authority = publisher.owner().department().socialCreditCode();
        var publication = publisher
                .owner()
                .publisher()
                .publication(DatasetRef.of(publisher.dataset().id()))
                .orThrow();
        this.reader = new GenericDatumReader<>(new Schema.Parser().parse(publication.wireSchema()));
    }

    /**
     * The texts of a version, by column.
     *
     * @param bad whether it breaks the contract
     */
    Map<String, String> version(String decision, long version, boolean bad) {
        var texts = new LinkedHashMap<String, String>();
        texts.put("decision_no", decision);
        texts.put("authority", authority);
        texts.put("name", "测试贸易有限公司");
        texts.put("kind", "LEGAL_PERSON");
        texts.put("uscc", counterparty);
        texts.put("violation", "未按规定公示年度报告");
        texts.put("facts", "当事人未在规定期限内报送并公示年度报告，经责令改正后仍未改正。".repeat(3));
        texts.put("basis", "《企业信息公示暂行条例》第十七条");
        texts.put("penalty", "警告");
        texts.put("content", id(version));
        texts.put("fine", bad ? "-1" : "0.5");
        texts.put("decided", "2024-05-06");
        texts.put("division", "110105");
        return texts;
    }

    String authority() {
        return authority;
    }

    /** What a version is told by. */
    static String id(long version) {
        return "version " + version;
    }

    String key(String decision) {
        return RecordKey.of(List.of(decision, authority));
    }

    String idOf(byte[] value) {
        try {
            var framed = ConfluentFraming.read(value).orThrow().payload();
            var bytes = new byte[framed.remaining()];
            framed.get(bytes);
            return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null))
                    .get("penaltyContent")
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException("not a record of " + CONTRACT, e);
        }
    }

    static String idOf(QuarantineRecord bad) {
        var columns = bad.columns();
        var content = columns == null ? null : columns.get("content");
        return content == null ? "row " + bad.line() + " of " + bad.file() : content;
    }
}
