// Reads a topic with kafkajs and Confluent's registry client and prints a line of JSON per record, or the refusal.
// Takes {bootstrapServers, username, password, topic, group, registryUrl, expected} as JSON on standard input.
'use strict';

const { Kafka, logLevel, CompressionTypes, CompressionCodecs } = require('kafkajs');
const lz4 = require('lz4js');
const { SchemaRegistryClient, AvroDeserializer, SerdeType } = require('@confluentinc/schemaregistry');

// What connectors publish is compressed with LZ4, which kafkajs leaves to a plug-in.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

async function main() {
  const options = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const kafka = new Kafka({
    clientId: 'interop',
    brokers: options.bootstrapServers.split(','),
    sasl: { mechanism: 'scram-sha-512', username: options.username, password: options.password },
    logLevel: logLevel.NOTHING,
    retry: { retries: 3 },
  });
  const registry = new SchemaRegistryClient({ baseURLs: [options.registryUrl] });
  const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});
  const consumer = kafka.consumer({ groupId: options.group });
  let seen = 0;
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: options.topic, fromBeginning: true });
    await new Promise((resolve, reject) => {
      consumer.on(consumer.events.CRASH, (event) => reject(event.payload.error));
      consumer
        .run({
          eachMessage: async ({ topic, message }) => {
            const record = await deserializer.deserialize(topic, message.value);
            console.log(JSON.stringify({ record }, (key, value) => (typeof value === 'bigint' ? Number(value) : value)));
            seen += 1;
            if (seen === options.expected) {
              resolve();
            }
          },
        })
        .catch(reject);
    });
  } catch (error) {
    const cause = error.type ? error : error.cause || error;
    console.log(JSON.stringify({ refused: cause.type || String(error) }));
  }
  process.exit(0);
}

main();
