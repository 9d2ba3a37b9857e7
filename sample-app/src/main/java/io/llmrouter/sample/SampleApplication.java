package io.llmrouter.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Application that shows the router. Starts without a key and without network: its
 * providers are simulated on loopback. With the profile {@code live} and
 * {@code OPENAI_API_KEY} it talks to the real provider instead.
 *
 * @since 0.1.0
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleApplication {

	/**
	 * Start the application.
	 * @param arguments command line arguments, for example {@code --server.port=8081}
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(SampleApplication.class, arguments);
	}

}
